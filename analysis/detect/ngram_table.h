#pragma once
// Runs of up to four events as training sessions have them, with begin and end markers. Tells which runs of another
// session are new, and what is to be expected after a run: Katz-style, from the longest run before that was ever seen
// (Jurafsky & Martin, Speech and Language Processing, ch. 3), here without discounting.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

class NgramTable {
public:
    static constexpr unsigned kMaxOrder = 4;

    NgramTable() = default;
    // Errors: Cancelled; LimitExceeded beyond 2^32 − 4 distinct keys.
    static Result<NgramTable> build(const SequenceSet &sessions, const UniqueSequences &unique, unsigned order, const Job &job);
    // The same table with shorter runs: 2 ≤ order ≤ this order.
    void shorten(unsigned order);

    [[nodiscard]] unsigned order() const { return static_cast<unsigned>(m_runs.size()); }
    [[nodiscard]] std::uint64_t runs() const { return m_runs.empty() ? 0 : m_runs.back().size(); } // distinct, of full length
    [[nodiscard]] bool knows(std::uint32_t key) const;

    // Distinct runs of `order` events that no training session has. A session shorter than that is judged as one run.
    [[nodiscard]] std::uint64_t unseen(std::span<const std::uint32_t> sequence, unsigned order) const;
    [[nodiscard]] std::uint64_t unseen(std::span<const std::uint32_t> sequence) const { return unseen(sequence, order()); }
    // The same of a training session were it (and the others of up to `rare` that have a run) not in the table.
    [[nodiscard]] std::uint64_t unseenIfLeftOut(std::span<const std::uint32_t> sequence, unsigned order, std::uint64_t rare = 1) const;

    // Sessions that have the key; that have the rarest of the sequence's runs of `order` events (0: one is unseen).
    [[nodiscard]] std::uint64_t sessionsWith(std::uint32_t key) const;
    [[nodiscard]] std::uint64_t fewestSessions(std::span<const std::uint32_t> sequence, unsigned order) const;

    struct Judgement {
        bool unseen = false;                  // the run that ends here
        std::uint64_t sessions = 0;           // that have it
        double nll = 0;                       // −ln p, smoothed: a key never seen has a finite one
        std::uint64_t times = 0;              // how often the run before was seen
        std::uint32_t contextLength = 0;      // events of the run before (0: none, or only the begin)
        std::vector<Step::Expected> expected; // at most 5; the end of the session is not among them
    };
    // Of event `position`; position = the session's length judges its end. A run that no more than `rare` sessions have
    // is as unseen, and what follows it says nothing of what is to be expected.
    [[nodiscard]] Judgement judge(std::span<const std::uint32_t> sequence, std::size_t position, std::uint64_t rare = 0) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<NgramTable> read(ByteReader &in);

private:
    // Up to four symbols, first one highest, the rest zero.
    struct Run {
        std::uint64_t high = 0, low = 0;
        auto operator<=>(const Run &) const = default;
    };
    struct Entry {
        Run run;
        std::uint64_t count = 0;    // occurrences
        std::uint64_t sessions = 0; // that have it
    };
    using Entries = std::vector<Entry>; // ascending by run

    static Run pack(std::span<const std::uint32_t> symbols);
    static std::uint32_t last(Run run, unsigned order);
    [[nodiscard]] std::uint32_t symbol(std::uint32_t key) const;
    [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(m_keys.size()) + 1; }
    [[nodiscard]] std::uint32_t begin() const { return end() + 1; }
    [[nodiscard]] std::uint32_t unknown() const { return end() + 2; }
    [[nodiscard]] std::vector<std::uint32_t> symbols(std::span<const std::uint32_t> sequence) const;
    [[nodiscard]] const Entry *find(unsigned order, Run run) const;
    template <typename Counts>
    [[nodiscard]] std::uint64_t countDistinct(std::span<const std::uint32_t> sequence, unsigned order, Counts counts) const;
    static void aggregate(Entries &entries);

    std::vector<std::uint32_t> m_keys;  // ascending; key i is symbol i + 1
    std::vector<Entries> m_runs;        // of order 1, 2, …
};

// Runs of `order` events, or (order 0) of the most events, 4 down to 2, at which no more than `allowed` training sessions
// have a run that no other has; of 2 where even those are more.
struct ChosenRuns {
    NgramTable table;
    std::vector<double> leftOut; // of each distinct training sequence: its runs that no other session has
};
Result<ChosenRuns> chooseRuns(const SequenceSet &sessions, const UniqueSequences &unique, unsigned order, std::uint64_t allowed, const Job &job);

} // namespace causeway::detect
