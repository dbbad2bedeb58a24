// What people say comes before what policies ask: floors, importance and consent. Nothing that a policy does goes round this file.

#include <cmath>

#include "analysis/simulate/simulation.h"

namespace causeway::simulate {

using State = ReplicaState::State;
using What = AuditEntry::What;
using Why = AuditEntry::Why;

namespace {

constexpr double kLeastWork = 1e-9; // s: of a service to which no optional call came since the last tick

std::size_t classOf(Importance importance) { return static_cast<std::size_t>(importance); }

// So many may be let in beyond its limits before as many were refused elsewhere: at most twice the limit is in flight.
std::uint32_t mostOwed(const ServiceState &service)
{
    const double limit = service.concurrencyLimit != kNone ? service.concurrencyLimit : service.bucket.burst;
    return static_cast<std::uint32_t>(std::clamp(limit, 1.0, 1e9));
}

} // namespace

void Simulation::audit(What what, Why why, std::uint32_t service, double asked, double kept)
{
    const double now = static_cast<double>(m.now - m_plan->warmupNs) * 1e-9;
    ++m.auditRefused;
    const auto same = std::find_if(m.audit.rbegin(), m.audit.rend(), [&](const AuditEntry &entry) { return entry.what == what && entry.why == why && entry.service == service && (entry.asked < entry.kept) == (asked < kept); });
    if (same != m.audit.rend() && (why == Why::Importance || (same->asked == asked && same->kept == kept))) {
        if (std::abs(asked - kept) > std::abs(same->asked - same->kept)) {
            same->asked = asked;
            same->kept = kept;
        }
        same->toS = now;
        ++same->times;
    } else if (m.audit.size() < kMostAudit)
        m.audit.push_back({what, service, now, now, asked, kept, 1, why});
}

bool Simulation::approved(ActionKind kind, What what, std::uint32_t service, double asked, double kept)
{
    if (!has(m_plan->services[service].approve, kind))
        return true;
    audit(what, Why::Approval, service, asked, kept);
    return false;
}

// Whether the service can do without that replica for a while.
bool Simulation::floorLets(std::uint32_t service, std::uint32_t replica)
{
    const std::optional<Floor> &floor = m_plan->scenario.services[service].floor;
    const std::size_t up = m.services[service].open.size();
    if (!floor || m.replicas[replica].state != State::Up || m_plan->services[service].coldStart.isZero() || up > floor->minReplicas)
        return true;
    audit(What::Replicas, Why::Floor, service, static_cast<double>(up) - 1, floor->minReplicas);
    return false;
}

bool Simulation::mayRefuse(const ServiceState &service) const
{
    return service.mostShed >= 1 || static_cast<double>(service.shed + 1) <= service.mostShed * static_cast<double>(service.counters.arrivals);
}

// The one that came counts among the arrivals already.
bool Simulation::admits(std::uint32_t index)
{
    ServiceState &service = m.services[index];
    const PlannedService &planned = m_plan->services[index];
    for (const std::uint32_t other : planned.after)
        if (std::uint32_t &owed = m.services[other].owed[classOf(planned.importance)]; owed > 0 && mayRefuse(service)) {
            --owed;
            ++service.shed;
            audit(What::Shed, Why::Importance, index, 0, 1);
            return false;
        }
    if (limitsLet(service))
        return true;
    if (passOn(index)) {
        audit(What::Shed, Why::Importance, index, 1, 0);
        return true;
    }
    if (!mayRefuse(service)) {
        audit(What::Shed, Why::Floor, index, 1, service.mostShed);
        return true;
    }
    ++service.shed;
    return false;
}

// To the least important class in which any may refuse one, and which does not owe as much as it can.
bool Simulation::passOn(std::uint32_t index)
{
    ServiceState &service = m.services[index];
    for (const std::uint32_t other : m_plan->services[index].before) {
        std::uint32_t &owed = service.owed[classOf(m_plan->services[other].importance)];
        if (owed >= mostOwed(service) || m.services[other].counters.arrivals == 0 || !mayRefuse(m.services[other]))
            continue;
        ++owed;
        return true;
    }
    return false;
}

void Simulation::settle()
{
    if (!m_plan->ranked)
        return;
    settleReplicas();
    settleDimmers();
}

// No replica leaves a service at which requests wait for a less important one: as many as that one was to be given stay.
void Simulation::settleReplicas()
{
    const std::size_t n = m.services.size();
    std::vector<std::uint32_t> to(n), byImportance(n);
    for (std::uint32_t s = 0; s < n; ++s) {
        byImportance[s] = s;
        to[s] = m.services[s].askedReplicas == kNone ? m.services[s].wanted : m.services[s].askedReplicas;
    }
    std::ranges::stable_sort(byImportance, {}, [&](std::uint32_t s) { return m_plan->services[s].importance; });
    for (auto keeps = byImportance.rbegin(); keeps != byImportance.rend(); ++keeps) {
        const ServiceState &service = m.services[*keeps];
        if (service.queued == 0 && service.inService <= service.busy)
            continue;
        for (const std::uint32_t other : byImportance) {
            if (to[*keeps] >= service.wanted || m_plan->services[other].importance >= m_plan->services[*keeps].importance)
                break;
            const std::uint32_t back = std::min(to[other] - std::min(to[other], m.services[other].wanted), service.wanted - to[*keeps]);
            to[other] -= back;
            to[*keeps] += back;
        }
    }
    for (std::uint32_t s = 0; s < n; ++s) {
        ServiceState &service = m.services[s];
        if (service.askedReplicas == kNone)
            continue;
        if (to[s] != service.askedReplicas)
            audit(What::Replicas, Why::Importance, s, service.askedReplicas, to[s]);
        service.askedReplicas = kNone;
        scale(s, to[s]);
    }
}

// As much work of optional calls is left out as was asked for, that of the least important services first.
void Simulation::settleDimmers()
{
    const std::size_t n = m.services.size();
    std::vector<double> work(n, 0);
    double rest = 0;
    for (std::uint32_t s = 0; s < n; ++s) {
        ServiceState &service = m.services[s];
        work[s] = m_plan->services[s].dimmable ? std::max(service.optionalWork, kLeastWork) : 0;
        service.optionalWork = 0;
        rest += work[s] * (1 - service.askedDimmer);
    }
    for (std::size_t c = 0; c < kImportances.size(); ++c) {
        double all = 0, asked = 0;
        for (std::uint32_t s = 0; s < n; ++s)
            if (classOf(m_plan->services[s].importance) == c) {
                all += work[s];
                asked += work[s] * (1 - m.services[s].askedDimmer);
            }
        const double here = std::min(rest, all);
        rest -= here;
        for (std::uint32_t s = 0; s < n; ++s) {
            ServiceState &service = m.services[s];
            if (classOf(m_plan->services[s].importance) != c)
                continue;
            double out = 1 - service.askedDimmer; // share left out
            if (work[s] > 0 && here < asked)
                out *= here / asked;
            else if (work[s] > 0 && here > asked)
                out = here >= all ? 1 : out + (1 - out) * (here - asked) / (all - asked);
            service.dimmer = std::clamp(1 - out, 0.0, 1.0);
            if (std::abs(service.dimmer - service.askedDimmer) <= 1e-9) // rounding
                service.dimmer = service.askedDimmer;
            else
                audit(What::Dimmer, Why::Importance, s, service.askedDimmer, service.dimmer);
        }
    }
}

} // namespace causeway::simulate
