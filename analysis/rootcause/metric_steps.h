#pragma once
// Steps of what is measured: two samples in a row against the half hour before, by median and median absolute deviation.

#include "analysis/rootcause/evidence.h"

namespace causeway::rootcause {

enum class MetricRole : std::uint8_t {
    Cpu,
    Memory,
    Traffic,  // requests, bytes, packets, calls of the system: what load makes of them
    Symptom,  // latency, success and error rates: what a fault does to requests, never its cause
    Host,     // of the machine, which several services share
    Other,
};
constexpr std::size_t kMetricRoleCount = 6;
std::string_view toName(MetricRole role); // "cpu", "memory", "traffic", "symptom", "host", "other"
MetricRole metricRole(std::string_view name);

struct MetricStep {
    std::uint32_t series = 0;       // of Material::series
    MetricRole role = MetricRole::Other;
    double robustZ = 0;             // of the smaller of two neighbouring samples, in deviations; negative: it fell
    double expected = 0, observed = 0; // median before, the smaller of the two
    double deviation = 0;           // 1.48 · MAD, at least what series of the same name show
    std::int64_t onsetNs = 0;       // of the sample that first left 3 deviations
};

// Steps of at least 3 deviations of series with three samples before, the largest first. A sample up to half a minute after the incident still speaks of it.
std::vector<MetricStep> metricSteps(const Material &material, TimeRange incident);

// services: names, of which series' services are found.
FamilyEvidence metricEvidence(const Material &material, const std::vector<std::string> &services, const std::vector<MetricStep> &steps);

} // namespace causeway::rootcause
