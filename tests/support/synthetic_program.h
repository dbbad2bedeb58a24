#pragma once
// Logs of made-up programs whose control flow is known: what a miner of control flow is measured against. A program has 1 to 4
// types of transactions, each a tree of sequences, exclusive choices, forks with joins, and loops over 20 to 60 templates;
// every edge has a log-normal delay (median .02 to 1 s, one in seven heavy-tailed). Deterministic by seed on any machine.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace causeway::test {

// SplitMix64 (Steele et al. 2014) and what is drawn from it, the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed ^ 0x5851f42d4c957f2du)
    {
        m_state = next() * 0xda942042e4dd58b5u; // seeds in a row would give one another's numbers
    }
    std::uint64_t next();
    double unit(); // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * unit(); }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(unit() * static_cast<double>(n)); }
    bool chance(double p) { return unit() < p; }
    double normal();
    double exponential(double mean);

private:
    std::uint64_t m_state;
};

using TemplateEdge = std::pair<std::uint32_t, std::uint32_t>; // from, to

enum class Injection : std::uint8_t { Skip, Swap, Duplicate, Delay };

struct RunOptions {
    std::uint64_t seed = 1;
    std::size_t events = 15'000;
    double concurrency = 5;     // transactions open at a time, on average
    double noise = 0.05;        // share of events of templates that belong to no transaction: a heartbeat and two random ones
    bool bursts = false;        // the rate of arrivals swings by ±80 %
    double skewSeconds = 0;     // clocks of components differ by up to this
    double lost = 0;            // share of lines that are missing
    double injected = 0;        // share of transactions with one anomaly, each kind equally often
    double jittered = 0;        // share of transactions whose delays are each multiplied by .5 to 1.5: no anomaly
    bool shift = false;         // one frequent edge takes three times as long from the middle on
};

struct SyntheticLog {
    static constexpr std::uint32_t kNoInstance = 0xffffffff;
    // Columns in order of time.
    std::vector<std::int64_t> timesNs;
    std::vector<std::uint32_t> templates;
    std::vector<std::uint32_t> instances; // the transaction, kNoInstance for noise
    // Covering relation of the causal order, with how often each edge was seen, before lines were lost or changed.
    std::map<TemplateEdge, std::uint64_t> truth;
    struct Injected {
        Injection kind = Injection::Skip;
        std::uint32_t instance = 0;
        std::uint32_t templateId = 0;
    };
    std::vector<Injected> injected;
    std::vector<bool> jittered; // by instance
    TemplateEdge shiftedEdge{0, 0};
    std::int64_t shiftedAtNs = 0; // 0: no shift
};

struct SyntheticDelay {
    double median = 0.1; // seconds
    double sigma = 0.4;  // of the logarithm
};

class SyntheticProgram {
public:
    // shared: share of steps that use a template that another step uses as well. forks: share of blocks that are forks; of the
    // others five in eight are choices, three loops.
    explicit SyntheticProgram(std::uint64_t seed, double shared = 0, double forks = 0.2);
    ~SyntheticProgram();
    SyntheticProgram(const SyntheticProgram &) = delete;
    SyntheticProgram &operator=(const SyntheticProgram &) = delete;

    [[nodiscard]] SyntheticLog run(const RunOptions &options) const;
    [[nodiscard]] std::uint32_t templates() const { return m_templates; }  // ids 1 … templates(); noise has the three after
    [[nodiscard]] std::size_t types() const;
    [[nodiscard]] std::uint32_t componentOf(std::uint32_t templateId) const { return templateId % 4; }
    [[nodiscard]] SyntheticDelay delayOf(std::uint32_t from, std::uint32_t to) const;
    [[nodiscard]] double meanSeconds() const { return m_meanSeconds; } // of a transaction
    [[nodiscard]] std::string describe() const;                        // its trees as text

    struct Block;

private:
    class Grower;
    class Instance;
    std::uint64_t m_seed;
    std::uint32_t m_templates = 0;
    std::vector<Block> m_types;
    std::vector<double> m_shares; // of types, cumulative
    double m_meanSeconds = 0;
};

} // namespace causeway::test
