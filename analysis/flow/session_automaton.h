#pragma once
// An automaton that judges sessions (Fu et al. 2009): a transition that it lacks, a transition slower than its fitted bound, a
// loop taken more often than its fitted bound. After a transition that it lacks it goes on from every state of that template.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/detect/sequence_set.h"
#include "analysis/flow/graph.h"
#include "analysis/flow/state_machine.h"

namespace causeway::flow {

struct Deviation {
    enum class Kind : std::uint8_t { NewTemplate, Transition, End, Loop, Slow };
    Kind kind = Kind::Transition;
    std::size_t position = 0;                // of the event it is about; End: of the last
    std::optional<std::uint32_t> from, to;   // templates; from: of the last good state, none at the beginning
    struct Expected {
        std::uint32_t templateId = 0;
        double probability = 0;
    };
    std::vector<Expected> expected;          // instead, likeliest first; NewTemplate, Transition, End
    double observed = 0, bound = 0, typical = 0; // Slow: ns; Loop: times
};

class SessionAutomaton {
public:
    struct Settings {
        unsigned tail = 2;
        std::size_t mostPrefixes = 200'000;
    };
    // What a session would show if it alone had not been learned from.
    struct LeftOut {
        double unknown = 0;           // transitions, ends
        double loop = 0, slow = 0;    // worst observed ÷ bound; 0: no bound
    };
    struct Learned;

    // include: which sessions to learn from. Times are used where there are any. Errors: Cancelled.
    static Result<Learned> learn(const detect::SequenceSet &sessions, const std::vector<bool> &include, const Settings &settings, const Job &job);

    // Transitions, ends and loops beyond their bound by this factor; by position.
    [[nodiscard]] std::vector<Deviation> paths(std::span<const std::uint32_t> sequence, double loopTolerance) const;
    [[nodiscard]] std::vector<Deviation> slow(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs, double tolerance) const;
    [[nodiscard]] std::uint32_t states() const { return m_machine.states() - 1; }
    [[nodiscard]] std::size_t transitions() const { return m_machine.transitions().size(); }
    [[nodiscard]] bool hasTimes() const { return m_timed; }

    void write(ByteWriter &out) const;
    static std::optional<SessionAutomaton> read(ByteReader &in);

private:
    class Learner;
    struct Step {                      // as m_machine.transitions()
        std::uint64_t events = 0;
        std::uint32_t sessions = 0;    // that take it
        std::int64_t boundNs = 0, typicalNs = 0;
    };
    struct Loop {
        double most = 0, typical = 0;  // visits of its most visited state in a session; 0: no bound
    };
    // f(transition, position) along the states it knows for sure, transitions alone where from is known; lost(position, states) where it does not go on.
    template <typename F, typename G>
    std::vector<std::uint32_t> walk(std::span<const std::uint32_t> sequence, const F &taken, const G &lost) const;
    [[nodiscard]] std::vector<Deviation::Expected> expectedFrom(std::span<const std::uint32_t> states) const;

    StateMachine m_machine;
    std::vector<Step> m_steps;
    std::vector<std::uint64_t> m_ends;         // by state: events that were the last
    std::vector<std::uint32_t> m_endSessions;  // saturates
    std::vector<std::uint32_t> m_loopOf;       // by state
    std::vector<Loop> m_loops;
    bool m_timed = false;
};

struct SessionAutomaton::Learned {
    SessionAutomaton automaton;
    std::vector<LeftOut> leftOut; // one a session; of those not included 0
};

} // namespace causeway::flow
