#pragma once
// From an incident's time to ranked causes: gathers the evidence, weighs it, and tells what broke, how it shows and whom it hurts.

#include "analysis/rootcause/fusion.h"
#include "analysis/rootcause/metric_steps.h"
#include "analysis/rootcause/time_shifts.h"
#include "analysis/rootcause/transitions.h"

namespace causeway::rootcause {

struct Cause {
    std::uint32_t service = 0;             // of Report::services
    std::string pod;                       // where one is known
    std::uint32_t operation = kNone;       // of the table
    CauseKind kind = CauseKind::Other;
    double score = 0;
    Loudness parts{};                      // by source, what it adds where it is the strongest of its group
    std::vector<Evidence> evidence, against;  // the strongest first
    std::uint32_t explainedBy = kNone;     // service
};

// An operation at which requests enter, and how they fare.
struct EntryImpact {
    std::uint32_t operation = kNone;
    std::uint64_t requests = 0, affected = 0; // in the incident; affected: go another way, fail, or take longer than is usual (95 %, and twice the median or three deviations)
    double expected = 0;                      // share that was so before
    double nats = 0;
    std::int64_t sinceNs = 0;                 // start of the first affected
    double medianNs = 0, baselineMedianNs = 0;
};

// What is seen of an incident, to be ranked, kept as a label or compared with others.
struct IncidentCase {
    std::vector<std::string> services;
    RankingInput input;
    std::vector<std::array<double, kMetricRoleCount>> steps; // by service and role: deviations of the metric that stepped furthest; 0: none did
};

struct Report {
    bool found = false;                    // false: nothing stands out from what is normal; the causes are told all the same
    std::int64_t onsetNs = 0;
    std::vector<std::string> services;
    std::vector<Cause> causes;             // score > 0, the best first
    std::vector<Cause> others;             // the other services, which nothing that was seen speaks for enough; what there is all the same
    std::vector<EntryImpact> impact;       // the most certain first; the first is the critical failure
    std::vector<Message> missing;          // what is not there, and what that means for the answer
    std::uint64_t traces = 0, baselineTraces = 0, windows = 0;
    IncidentCase seen;
    [[nodiscard]] const Cause *of(std::string_view service) const;      // of the causes; nullptr
    [[nodiscard]] const Cause *anyOf(std::string_view service) const;   // of the others as well
};

struct FindSettings {
    Calibration calibration = defaultCalibration();
    std::array<bool, kFamilyCount> use{true, true, true, true, true};
    bool otherBeginnings = true;           // the incident may have begun up to a minute earlier or later than told
    std::size_t normalWindows = 8;         // of the baseline that are judged like an incident, to know what is normal
};

// facts: readTraceFacts(material). The same answer whatever the order of spans, lines and series. Errors: Cancelled.
Result<Report> findCause(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job);

// Of that only what ranking needs; rankCandidates(result.input, settings.calibration) are the report's causes. Errors: Cancelled.
Result<IncidentCase> gatherCase(const Material &material, const TraceFacts &facts, const Period &period, const FindSettings &settings, const Job &job);

} // namespace causeway::rootcause
