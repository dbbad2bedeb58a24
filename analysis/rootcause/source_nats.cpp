#include "analysis/rootcause/source_nats.h"

#include <algorithm>

namespace causeway::rootcause {

Result<AllEvidence> gatherEvidence(const Scene &scene, const std::array<bool, kFamilyCount> &use, const Job &job)
{
    AllEvidence all;
    const std::size_t services = scene.services.size();
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        all.nats[source].assign(services, 0);
        all.covered[source].assign(services, false);
    }
    const auto used = [&](Family family) { return use[static_cast<std::size_t>(family)]; };
    const auto nats = [&](Source source) -> std::vector<double> & { return all.nats[static_cast<std::size_t>(source)]; };
    const auto covered = [&](Source source) -> std::vector<bool> & { return all.covered[static_cast<std::size_t>(source)]; };
    CAUSEWAY_ASSIGN(all.edges, edgeShifts(scene, job));
    if (used(Family::Network)) {
        all.network = networkEvidence(scene, all.edges);
        nats(Source::Network) = all.network.nats;
        for (const EdgeShift &edge : all.edges)
            if (edge.shift.of > 0 && edge.shift.baselineOf > 0)
                covered(Source::Network)[edge.from] = covered(Source::Network)[edge.to] = true;
    }
    if (used(Family::Time)) {
        CAUSEWAY_ASSIGN(all.selfTime, selfTimeEvidence(scene, job));
        nats(Source::SelfTime) = all.selfTime.nats;
        for (std::size_t s = 0; s < scene.spans().services().size() && !scene.now.empty() && !scene.before.empty(); ++s)
            covered(Source::SelfTime)[s] = true;
    }
    if (used(Family::Errors)) {
        CAUSEWAY_ASSIGN(all.errors, errorEvidence(scene, job));
        nats(Source::Errors) = all.errors.nats;
    }
    if (used(Family::Path)) {
        CAUSEWAY_ASSIGN(all.structure, pathEvidence(scene, false, job));
        nats(Source::Structure) = all.structure.nats;
        if (scene.logs) {
            CAUSEWAY_ASSIGN(all.lines, pathEvidence(scene, true, job));
            nats(Source::Lines) = all.lines.nats;
            // Detectors see the same lines: it is no second voice.
            CAUSEWAY_ASSIGN(all.findings, findingEvidence(scene, job));
            for (std::size_t s = 0; s < services; ++s)
                nats(Source::Lines)[s] = std::max(nats(Source::Lines)[s], all.findings.nats[s]);
        }
        nats(Source::Missing) = scene.logs ? all.lines.missing : all.structure.missing;
    }
    if (used(Family::Metrics)) {
        all.steps = metricSteps(*scene.material, scene.incident);
        all.metrics = metricEvidence(*scene.material, scene.services, all.steps);
        for (const Evidence &item : all.metrics.items)
            if (item.kind == CauseKind::Cpu || item.kind == CauseKind::Memory) {
                double &most = nats(item.kind == CauseKind::Cpu ? Source::Cpu : Source::Memory)[item.service];
                most = std::max(most, item.nats);
            }
        for (const Series &series : scene.material->series)
            if (const auto service = std::find(scene.services.begin(), scene.services.end(), series.service); service != scene.services.end()) {
                const MetricRole role = metricRole(series.name);
                const auto at = static_cast<std::size_t>(service - scene.services.begin());
                if (role == MetricRole::Cpu || role == MetricRole::Memory)
                    covered(role == MetricRole::Cpu ? Source::Cpu : Source::Memory)[at] = true;
            }
    }
    return all;
}

} // namespace causeway::rootcause
