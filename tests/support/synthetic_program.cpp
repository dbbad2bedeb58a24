#include "tests/support/synthetic_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace causeway::test {

std::uint64_t Dice::next()
{
    std::uint64_t z = m_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

double Dice::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Dice::normal()
{
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
}

double Dice::exponential(double mean) { return -mean * std::log(1 - unit()); }

struct SyntheticProgram::Block {
    enum class Kind : std::uint8_t { Step, Sequence, Choice, Parallel, Loop } kind = Kind::Step;
    std::uint32_t step = 0;
    std::vector<Block> parts;
    std::vector<double> shares; // Choice: cumulative
    double again = 0;           // Loop
};

// Makes trees that use up a number of templates. Blocks are entered from one step and left to one step.
class SyntheticProgram::Grower {
public:
    Grower(Dice &dice, double shared, double forks) : m_dice(dice), m_shared(shared), m_forks(forks) {}

    Block sequence(int budget, int depth)
    {
        Block out{Block::Kind::Sequence, 0, {}, {}, 0};
        add(out, budget);
        while (budget > 0) {
            if (depth < 2 && budget >= 4 && m_dice.chance(0.4)) {
                const int inside = std::min(budget - 1, static_cast<int>(2 + m_dice.below(6)));
                budget -= inside;
                out.parts.push_back(m_dice.chance(m_forks)   ? parallel(inside, depth + 1)
                                    : m_dice.chance(0.625) ? choice(inside, depth + 1)
                                                           : loop(static_cast<int>(1 + m_dice.below(3)), inside, budget, depth + 1));
            }
            add(out, budget);
        }
        return out;
    }
    [[nodiscard]] std::uint32_t used() const { return m_used; }

private:
    void add(Block &sequence, int &budget)
    {
        if (budget <= 0)
            return;
        --budget;
        sequence.parts.push_back(Block{Block::Kind::Step, pick(), {}, {}, 0});
    }
    std::uint32_t pick()
    {
        if (m_used > 4 && m_dice.chance(m_shared)) {
            const auto old = static_cast<std::uint32_t>(1 + m_dice.below(m_used - 3)); // not one of the last: it would follow itself
            return m_last = old == m_last ? ++m_used : old;
        }
        return m_last = ++m_used;
    }
    std::vector<int> split(int budget, int most)
    {
        const int parts = std::min(budget, 2 + static_cast<int>(m_dice.below(static_cast<std::size_t>(most - 1))));
        std::vector<int> out(static_cast<std::size_t>(parts), 1);
        for (int i = parts; i < budget; ++i)
            ++out[m_dice.below(out.size())];
        return out;
    }
    Block choice(int budget, int depth)
    {
        Block out{Block::Kind::Choice, 0, {}, {}, 0};
        double sum = 0;
        for (const int share : split(budget, 3)) {
            out.parts.push_back(sequence(share, depth));
            out.shares.push_back(sum += m_dice.uniform(0.3, 1));
        }
        if (m_dice.chance(0.2)) { // or nothing at all
            out.parts.push_back(Block{Block::Kind::Sequence, 0, {}, {}, 0});
            out.shares.push_back(sum += m_dice.uniform(0.3, 1));
        }
        for (double &share : out.shares)
            share /= sum;
        return out;
    }
    Block parallel(int budget, int depth)
    {
        Block out{Block::Kind::Parallel, 0, {}, {}, 0};
        for (const int share : split(budget, 3))
            out.parts.push_back(sequence(share, depth));
        return out;
    }
    Block loop(int budget, int reserved, int &left, int depth)
    {
        budget = std::min(budget, reserved);
        left += reserved - budget;
        Block out{Block::Kind::Loop, 0, {}, {}, m_dice.uniform(0.2, 0.5)};
        out.parts.push_back(sequence(budget, depth));
        return out;
    }

    Dice &m_dice;
    double m_shared, m_forks;
    std::uint32_t m_used = 0, m_last = 0;
};

// Runs one transaction.
class SyntheticProgram::Instance {
public:
    struct Event {
        double time = 0;
        std::uint32_t step = 0;
        std::vector<std::size_t> parents; // covering relation
    };
    struct Disturbance {
        bool jitter = false;
        double delayFactor = 1; // of the delay into event number `at`
        std::size_t at = std::numeric_limits<std::size_t>::max();
        bool skip = false;      // event number `at` is left out
        TemplateEdge slow{0, 0};
        double slowFrom = 0;
    };

    Instance(const SyntheticProgram &program, Dice &dice, double start, const Disturbance &disturbance)
        : m_program(program), m_dice(dice), m_start(start), m_disturbance(disturbance)
    {
    }
    std::vector<Event> run(const Block &root)
    {
        walk(root, {});
        return std::move(m_events);
    }

private:
    using Tails = std::vector<std::size_t>;

    Tails walk(const Block &block, Tails before)
    {
        switch (block.kind) {
        case Block::Kind::Step: return step(block.step, before);
        case Block::Kind::Sequence:
            for (const Block &part : block.parts)
                before = walk(part, before);
            return before;
        case Block::Kind::Choice: {
            const double draw = m_dice.unit();
            std::size_t i = 0;
            while (i + 1 < block.shares.size() && draw >= block.shares[i])
                ++i;
            return walk(block.parts[i], before);
        }
        case Block::Kind::Parallel: {
            Tails out;
            for (const Block &part : block.parts)
                for (const std::size_t tail : walk(part, before))
                    if (std::find(out.begin(), out.end(), tail) == out.end())
                        out.push_back(tail);
            return out;
        }
        case Block::Kind::Loop:
            for (int i = 0; i < 8; ++i) {
                before = walk(block.parts[0], before);
                if (!m_dice.chance(block.again))
                    break;
            }
            return before;
        }
        return before;
    }
    [[nodiscard]] bool precedes(std::size_t early, std::size_t late) const
    {
        for (const std::size_t parent : m_events[late].parents)
            if (parent == early || (parent > early && precedes(early, parent)))
                return true;
        return false;
    }
    Tails step(std::uint32_t id, const Tails &before)
    {
        const bool here = m_number++ == m_disturbance.at;
        if (here && m_disturbance.skip)
            return before;
        Event event{m_start, id, {}};
        for (const std::size_t tail : before) {
            const SyntheticDelay delay = m_program.delayOf(m_events[tail].step, id);
            double seconds = delay.median * std::exp(delay.sigma * m_dice.normal());
            if (m_disturbance.jitter)
                seconds *= m_dice.uniform(0.5, 1.5);
            if (here)
                seconds *= m_disturbance.delayFactor;
            if (m_disturbance.slow == TemplateEdge{m_events[tail].step, id} && m_events[tail].time >= m_disturbance.slowFrom)
                seconds *= 3;
            event.time = std::max(event.time, m_events[tail].time + seconds);
            if (std::none_of(before.begin(), before.end(), [&](std::size_t other) { return other != tail && precedes(tail, other); }))
                event.parents.push_back(tail);
        }
        m_events.push_back(std::move(event));
        return {m_events.size() - 1};
    }

    const SyntheticProgram &m_program;
    Dice &m_dice;
    double m_start;
    Disturbance m_disturbance;
    std::size_t m_number = 0;
    std::vector<Event> m_events;
};

SyntheticProgram::SyntheticProgram(std::uint64_t seed, double shared, double forks) : m_seed(seed)
{
    Dice dice(seed);
    const int total = 20 + static_cast<int>(dice.below(41));
    const auto count = 1 + dice.below(4);
    std::vector<int> budgets(count, 5);
    for (int i = static_cast<int>(5 * count); i < total; ++i)
        ++budgets[dice.below(count)];
    Grower grower(dice, shared, forks);
    double sum = 0;
    for (const int budget : budgets) {
        m_types.push_back(grower.sequence(budget, 0));
        m_shares.push_back(sum += dice.uniform(0.3, 1));
    }
    for (double &share : m_shares)
        share /= sum;
    m_templates = grower.used();

    Dice trial(seed ^ 0x7ea1);
    constexpr int kTrials = 400;
    for (int i = 0; i < kTrials; ++i) {
        const double draw = trial.unit();
        std::size_t type = 0;
        while (type + 1 < m_shares.size() && draw >= m_shares[type])
            ++type;
        double end = 0;
        for (const auto &event : Instance(*this, trial, 0, {}).run(m_types[type]))
            end = std::max(end, event.time);
        m_meanSeconds += end / kTrials;
    }
}

SyntheticProgram::~SyntheticProgram() = default;

std::size_t SyntheticProgram::types() const { return m_types.size(); }

SyntheticDelay SyntheticProgram::delayOf(std::uint32_t from, std::uint32_t to) const
{
    Dice dice(m_seed * 1'000'003 + from * 1009 + to);
    SyntheticDelay delay;
    delay.median = 0.02 * std::pow(50, dice.unit());
    delay.sigma = dice.chance(0.15) ? dice.uniform(0.9, 1.2) : dice.uniform(0.2, 0.6);
    return delay;
}

SyntheticLog SyntheticProgram::run(const RunOptions &options) const
{
    struct Line {
        double time;
        std::uint32_t step, instance;
    };
    constexpr double kHour = 3600;
    Dice dice(m_seed * 7919 + options.seed);
    SyntheticLog log;
    std::vector<Line> lines;
    const auto wanted = static_cast<std::size_t>(static_cast<double>(options.events) * (1 - options.noise));
    const double gap = m_meanSeconds / options.concurrency;

    Instance::Disturbance shift;
    if (options.shift) { // an edge that is often taken, and not of the heavy ones
        RunOptions plain = options;
        plain.shift = false;
        const SyntheticLog before = run(plain);
        std::vector<TemplateEdge> often;
        for (const auto &[edge, count] : before.truth)
            if (count >= options.events / 150 && delayOf(edge.first, edge.second).sigma < 0.7)
                often.push_back(edge);
        if (!often.empty()) {
            shift.slow = log.shiftedEdge = often[Dice(options.seed * 31 + m_seed).below(often.size())];
            log.shiftedAtNs = before.timesNs[before.timesNs.size() / 2];
            shift.slowFrom = static_cast<double>(log.shiftedAtNs) * 1e-9;
        }
    }

    double now = kHour;
    std::uint32_t instance = 0;
    std::size_t kind = dice.below(4);
    while (lines.size() < wanted) {
        double step = dice.exponential(gap);
        if (options.bursts) // thinning at a rate that swings once in 40 mean transactions
            while (!dice.chance((1 + 0.8 * std::sin(2 * std::numbers::pi * (now + step) / (40 * gap))) / 1.8))
                step += dice.exponential(gap / 1.8);
        now += step;
        const double draw = dice.unit();
        std::size_t type = 0;
        while (type + 1 < m_shares.size() && draw >= m_shares[type])
            ++type;
        Instance::Disturbance disturbance = shift;
        disturbance.jitter = dice.chance(options.jittered);
        log.jittered.push_back(disturbance.jitter);
        const bool anomalous = !disturbance.jitter && dice.chance(options.injected);
        const auto what = static_cast<Injection>(kind % 4);
        const Dice here = dice;
        std::vector<Instance::Event> events = Instance(*this, dice, now, disturbance).run(m_types[type]);
        std::size_t at = 0;
        if (anomalous && events.size() >= 4) {
            ++kind;
            at = 1 + dice.below(events.size() - 2); // neither first nor last
            if (what == Injection::Skip || what == Injection::Delay) {
                disturbance.at = at;
                disturbance.skip = what == Injection::Skip;
                disturbance.delayFactor = what == Injection::Delay ? 10 : 1;
                log.injected.push_back({what, instance, events[at].step});
                Dice again = here;
                events = Instance(*this, again, now, disturbance).run(m_types[type]);
            } else if (what == Injection::Swap) {
                while (at > 1 && events[at].parents != std::vector<std::size_t>{at - 1})
                    --at;
                at = std::max<std::size_t>(at, 1);
                log.injected.push_back({what, instance, events[at].step});
                std::swap(events[at].step, events[events[at].parents[0]].step);
            } else {
                log.injected.push_back({what, instance, events[at].step});
                lines.push_back({events[at].time + dice.uniform(0.2, 1) * delayOf(events[events[at].parents[0]].step, events[at].step).median,
                                 events[at].step, instance});
            }
        }
        for (const auto &event : events) {
            if (!anomalous)
                for (const std::size_t parent : event.parents)
                    ++log.truth[{events[parent].step, event.step}];
            lines.push_back({event.time, event.step, instance});
        }
        ++instance;
    }
    if (options.noise > 0) {
        const double seconds = now - kHour;
        const double each = seconds / (static_cast<double>(options.events) * options.noise / 3);
        const double phase = dice.uniform(0, each);
        for (double t = phase; t < seconds; t += each)
            lines.push_back({kHour + t, m_templates + 1, SyntheticLog::kNoInstance});
        for (const std::uint32_t extra : {2u, 3u})
            for (double t = dice.exponential(each); t < seconds; t += dice.exponential(each))
                lines.push_back({kHour + t, m_templates + extra, SyntheticLog::kNoInstance});
    }
    if (options.skewSeconds > 0) {
        double offsets[4];
        for (double &offset : offsets)
            offset = dice.uniform(0, options.skewSeconds);
        for (Line &line : lines)
            line.time += offsets[componentOf(line.step)];
    }
    if (options.lost > 0)
        std::erase_if(lines, [&](const Line &) { return dice.chance(options.lost); });
    std::stable_sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.time < b.time; });
    for (const Line &line : lines) {
        log.timesNs.push_back(static_cast<std::int64_t>(std::llround(line.time * 1e9)));
        log.templates.push_back(line.step);
        log.instances.push_back(line.instance);
    }
    return log;
}

namespace {

std::string text(const SyntheticProgram::Block &block);

std::string joined(const std::vector<SyntheticProgram::Block> &parts, const char *between)
{
    std::string out;
    for (const auto &part : parts)
        out += (out.empty() && &part == parts.data() ? "" : between) + text(part);
    return out;
}

std::string text(const SyntheticProgram::Block &block)
{
    using Kind = SyntheticProgram::Block::Kind;
    switch (block.kind) {
    case Kind::Step: return std::to_string(block.step);
    case Kind::Sequence: return joined(block.parts, " ");
    case Kind::Choice: return "(" + joined(block.parts, " | ") + ")";
    case Kind::Parallel: return "(" + joined(block.parts, " & ") + ")";
    case Kind::Loop: return "{" + joined(block.parts, " ") + "}";
    }
    return {};
}

} // namespace

std::string SyntheticProgram::describe() const
{
    std::string out;
    for (const Block &type : m_types)
        out += text(type) + "\n";
    return out;
}

} // namespace causeway::test
