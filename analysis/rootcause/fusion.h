#pragma once
// All evidence together: how well each service and kind of fault explains what is seen.
//
// A sum of everything lets several views of one thing outvote a single clear one. So sources that follow from one another are a group
// that counts once, by its strongest; each source is measured by what it says of normal windows of the same system; and logarithms
// keep a source that shouts from silencing the others. Who calls a service that explains what is seen at both steps back behind it.

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

enum class Source : std::uint8_t { Structure, Lines, Errors, Missing, Network, SelfTime, Cpu, Memory };
constexpr std::size_t kSourceCount = 8;
Family familyOf(Source source);
std::string_view toName(Source source); // "structure", "lines", "errors", "missing", "network", "self_time", "cpu", "memory"

using SourceNats = std::array<std::vector<double>, kSourceCount>; // by service
using Loudness = std::array<double, kSourceCount>;                 // by source

// All that ranking needs of an incident. Gathering it costs a thousand times what ranking does.
struct RankingInput {
    SourceNats nats;
    std::vector<Loudness> normal;                                // nats of the loudest service, by window of the baseline that was judged like an incident
    std::array<std::vector<bool>, kSourceCount> covered;         // by service, whether there is anything to see at all; kinds that need a source that is covered and silent lose by it
    std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;  // (caller, callee), services, rising
    std::vector<CauseKind> wayTaken;                             // by service: what a fault in its code is told as, Exception or Return; empty: as ranked
};

// How much a source speaks for a kind, by (source, kind): 1 where the kind shows there first of all. What may be known beforehand,
// as of `normal`, is replaced by what normal windows show, where there are some.
struct Calibration {
    std::array<std::array<double, kCauseKindCount>, kSourceCount> relevance{};
    Loudness normal{};                         // nats that the loudest service of a normal window reaches
    double bar = 0;                            // of a score, below which nothing is named
    bool operator==(const Calibration &) const = default;
};
// By reasoning; the bar, and what is normal, with 21 faults and the windows before them in sight (Nezha: TrainTicket 2023-01-29 and 30,
// OnlineBoutique 2022-08-22).
const Calibration &defaultCalibration();

struct Candidate {
    std::uint32_t service = 0;
    CauseKind kind = CauseKind::Other;
    double score = 0;
    double own = 0;                          // before others explained some of it
    std::uint32_t explainedBy = kNone;       // the callee that does
    Loudness parts{};                        // of the score, by source: what each would give alone
};

// By source and service: what sources say, as logarithms against what is normal.
SourceNats loudness(const RankingInput &input, const Calibration &calibration);

// All services, the best first.
std::vector<Candidate> rankCandidates(const RankingInput &input, const Calibration &calibration);

} // namespace causeway::rootcause
