#pragma once
// CloudPD, for comparison: which pod's environment is as it never was, and which metrics no longer go together there? (Sharma,
// Jayachandran, Verma, Das, "CloudPD: Problem Determination and Diagnosis in Shared Dynamic Clouds", DSN 2013.) It sees metrics only.
//
// 1. Events, cheap, for every pod: the environment is a vector of the pod's metrics, its host's, those of the pods beside it on the host
//    and its load; an event is one that is further from its nearest neighbours among recent normal ones than these are from theirs.
// 2. Problem determination, for pods with events only: pairs of metrics that went together within the pod, with its peers (pods of the
//    service, else services called at the same depth) and with its host, and no longer do.
// 3. Diagnosis: what deviates is matched with signatures of faults. Where a host is busy and a pod on it is, the others are its victims.
//
// The paper watches machines that are moved and resized; what a project holds tells of neither, so such signatures are absent, as are
// those of cache misses and of disks. Who shares a host is known from series of the host that are equal.

#include <array>
#include <optional>
#include <string_view>

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

struct CloudPdSettings {
    std::size_t neighbours = 3;   // k
    std::size_t recent = 240;     // normal vectors of a pod, the nearest in time
    double normalShare = 0.95;    // of normal vectors, for what distance is usual
    double together = 0.6;        // correlation from which two metrics go together
    double apart = 0.5;           // change of a correlation that is a deviation
    std::size_t window = 8;       // samples a correlation of the incident is of: its own, and the normal ones before where they are fewer
};

// What deviates, as signatures name it.
enum class Deviation : std::uint8_t {
    CpuUp, MemoryUp, TrafficDown, LatencyUp, HostUp, LoadUp,  // levels
    CpuWithin, MemoryWithin, TrafficWithin,                    // correlations with other metrics of the pod
    CpuPeers, MemoryPeers, TrafficPeers,                       // with peers
    CpuHost, MemoryHost, TrafficHost,                          // with the host
};
constexpr std::size_t kDeviationCount = 15;

struct FaultSignature {
    std::string_view name;
    CauseKind kind = CauseKind::Other;
    bool isFault = true;                 // false: what the load explains
    std::vector<Deviation> deviations;   // the first must be there
    std::optional<Deviation> without;    // with it it is another fault
};
const std::vector<FaultSignature> &faultSignatures();

// The signature that fits best and how well: the share of both's deviations that both have; nullptr: none has its first there.
struct SignatureMatch {
    const FaultSignature *signature = nullptr;
    double share = 0;
};
SignatureMatch matchSignature(const std::array<bool, kDeviationCount> &seen);

struct CloudPdCause {
    std::uint32_t service = 0;           // of Scene::services
    std::string pod;
    CauseKind kind = CauseKind::Other;
    double score = 0;
    double distance = 0;                 // of its environment, in what is usual
    std::array<bool, kDeviationCount> seen{};
    std::vector<Evidence> evidence;      // the strongest first
};

// Services with a pod whose environment deviates and whose deviations the load does not explain, the most suspect first; a service by its
// worst pod. Errors: Cancelled.
Result<std::vector<CloudPdCause>> cloudPd(const Scene &scene, const Period &period, const CloudPdSettings &settings, const Job &job);

} // namespace causeway::rootcause
