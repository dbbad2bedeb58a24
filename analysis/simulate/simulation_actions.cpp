// What a controller may do. What it may not is in simulation_guard.cpp.

#include <cmath>

#include "analysis/simulate/simulation.h"

namespace causeway::simulate {

using State = ReplicaState::State;
using What = AuditEntry::What;
using Why = AuditEntry::Why;

std::vector<InstanceWindow> Simulation::instances(double passedNs)
{
    std::vector<InstanceWindow> out;
    for (std::uint32_t s = 0; s < m.services.size(); ++s)
        for (std::uint32_t place = 0; place < m.services[s].replicas.size(); ++place) {
            ReplicaState &replica = m.replicas[m.services[s].replicas[place]];
            touch(replica);
            const double busy = replica.busyArea - replica.tickedBusy;
            replica.tickedBusy = replica.busyArea;
            if (replica.state == State::Gone || replica.state == State::Draining)
                continue;
            const auto state = replica.state == State::Up ? InstanceWindow::State::Up : replica.state == State::Down ? InstanceWindow::State::Down : InstanceWindow::State::Starting;
            out.push_back({s, place, replica.node, state, replica.queued, replica.inService, busy / (passedNs * replica.servers)});
        }
    return out;
}

std::uint32_t Simulation::instance(std::uint32_t service, std::uint32_t place) const
{
    if (place >= m.services[service].replicas.size())
        return kNone;
    const std::uint32_t replica = m.services[service].replicas[place];
    const State state = m.replicas[replica].state;
    return state == State::Gone || state == State::Draining ? kNone : replica;
}

bool Actions::setReplicas(std::uint32_t service, unsigned replicas)
{
    Simulation &s = m_simulation;
    const std::optional<Floor> &floor = s.m_plan->scenario.services[service].floor;
    ServiceState &state = s.m.services[service];
    const unsigned asked = replicas;
    if (floor && replicas < floor->minReplicas) {
        s.audit(What::Replicas, Why::Floor, service, replicas, floor->minReplicas);
        replicas = floor->minReplicas;
    }
    if (replicas != state.wanted && !s.approved(replicas > state.wanted ? ActionKind::AddReplicas : ActionKind::RemoveReplicas, What::Replicas, service, replicas, state.wanted))
        return false;
    if (s.m_plan->ranked)
        state.askedReplicas = std::min<unsigned>(replicas, 10'000);
    else
        s.scale(service, replicas);
    return replicas == asked;
}

bool Actions::replaceReplicas(std::uint32_t service)
{
    if (!m_simulation.approved(ActionKind::Replace, What::Replace, service, 1, 0))
        return false;
    m_simulation.replace(service);
    return true;
}

bool Actions::setSpeed(std::uint32_t service, double speed)
{
    ServiceState &state = m_simulation.m.services[service];
    speed = std::clamp(std::isnan(speed) ? 1 : speed, 1e-3, 1e3);
    if (speed != state.askedSpeed && !m_simulation.approved(ActionKind::Speed, What::Speed, service, speed, state.askedSpeed))
        return false;
    state.askedSpeed = speed;
    m_simulation.setSpeed(state);
    return true;
}

bool Actions::setDimmer(std::uint32_t service, double share)
{
    const std::optional<Floor> &floor = m_simulation.m_plan->scenario.services[service].floor;
    const double asked = share >= 0 ? std::min(share, 1.0) : 0;
    double kept = asked;
    if (floor && floor->neverDimmed && kept < 1) {
        m_simulation.audit(What::Dimmer, Why::Floor, service, kept, 1);
        kept = 1;
    }
    if (kept < 1 && !m_simulation.approved(ActionKind::Dim, What::Dimmer, service, kept, 1))
        kept = 1;
    ServiceState &state = m_simulation.m.services[service];
    state.askedDimmer = kept;
    if (!m_simulation.m_plan->ranked)
        state.dimmer = kept;
    return kept == asked;
}

bool Actions::setConcurrencyLimit(std::uint32_t service, std::uint32_t requests)
{
    ServiceState &state = m_simulation.m.services[service];
    if (requests != kNone && !m_simulation.approved(ActionKind::Limit, What::Limit, service, requests, 0))
        return false;
    state.concurrencyLimit = requests;
    if (requests == kNone && state.bucket.perNs == 0)
        state.owed = {};
    return true;
}

bool Actions::setRateLimit(std::uint32_t service, double perS, double burst)
{
    ServiceState &state = m_simulation.m.services[service];
    TokenBucket &bucket = state.bucket;
    if (perS > 0 && !m_simulation.approved(ActionKind::Limit, What::RateLimit, service, perS, 0))
        return false;
    const bool fresh = bucket.perNs == 0;
    bucket.perNs = perS > 0 ? std::min(perS, 1e9) * 1e-9 : 0;
    bucket.burst = burst >= 1 ? burst : 1;
    if (fresh) {
        bucket.tokens = bucket.burst;
        bucket.last = m_simulation.m.now;
    }
    if (bucket.perNs == 0 && state.concurrencyLimit == kNone)
        state.owed = {};
    return true;
}

bool Actions::setRouting(std::uint32_t service, Routing routing)
{
    ServiceState &state = m_simulation.m.services[service];
    if (routing == state.routing)
        return true;
    if (routing == Routing::Shared || m_simulation.isShared(state) || !m_simulation.approved(ActionKind::Route, What::Routing, service, static_cast<double>(routing), static_cast<double>(state.routing)))
        return false;
    state.routing = routing;
    return true;
}

bool Actions::restart(std::uint32_t service, std::uint32_t place)
{
    Simulation &s = m_simulation;
    const std::uint32_t replica = s.instance(service, place);
    if (replica == kNone || s.m.replicas[replica].state == State::Starting || !s.approved(ActionKind::Restart, What::Restart, service, 1, 0) || !s.floorLets(service, replica))
        return false;
    s.setState(replica, State::Starting);
    s.loseAll(replica);
    s.startUp(replica);
    return true;
}

bool Actions::move(std::uint32_t service, std::uint32_t place, std::uint32_t node)
{
    Simulation &s = m_simulation;
    const Plan &plan = *s.m_plan;
    const std::uint32_t replica = s.instance(service, place);
    if (replica == kNone || node >= s.m.nodes.size() || s.m.replicas[replica].state != State::Up)
        return false;
    const std::uint32_t from = s.m.replicas[replica].node;
    if (const std::optional<double> memory = plan.scenario.nodes[node].memoryGib) {
        double used = plan.scenario.services[service].memoryGib;
        for (const std::uint32_t other : s.m.nodes[node].replicas)
            used += s.m.replicas[other].state == State::Gone ? 0 : plan.scenario.services[s.m.replicas[other].service].memoryGib;
        if (used > *memory + 1e-9)
            return false;
    }
    if (from == kNone || from == node || (!plan.links.empty() && plan.nodeDomains[from] != plan.nodeDomains[node]) || s.m.services[service].existing >= 10'000 ||
        !s.approved(ActionKind::Move, What::Move, service, 1, 0) || !s.floorLets(service, replica))
        return false;
    const std::uint32_t fresh = s.addReplica(service, node);
    s.m.replicas[fresh].speed = s.m.replicas[replica].speed * plan.scenario.nodes[node].speed / plan.scenario.nodes[from].speed;
    s.startUp(fresh);
    s.drain(replica);
    return true;
}

bool Actions::resize(std::uint32_t service, std::uint32_t place, double speed)
{
    Simulation &s = m_simulation;
    const std::uint32_t replica = s.instance(service, place);
    if (replica == kNone)
        return false;
    speed = std::clamp(std::isnan(speed) ? 1 : speed, 1e-3, 1e3);
    if (!s.approved(ActionKind::Speed, What::Speed, service, speed, 1))
        return false;
    const std::uint32_t node = s.m.replicas[replica].node;
    s.m.replicas[replica].speed = speed * (node == kNone ? 1 : s.m_plan->scenario.nodes[node].speed);
    if (s.m.replicas[replica].clock != kNone)
        s.setRate(replica);
    return true;
}

bool Actions::setWeight(std::uint32_t service, std::uint32_t place, double weight)
{
    Simulation &s = m_simulation;
    const std::uint32_t replica = s.instance(service, place);
    if (replica == kNone || s.isShared(s.m.services[service]) || !s.approved(ActionKind::Route, What::Weight, service, 1, 0))
        return false;
    s.m.replicas[replica].weight = weight >= 0 ? std::min(weight, 1e6) : 0;
    s.m.services[service].weighted = true;
    return true;
}

void Actions::tell(const RuleAudit &entry)
{
    const double now = static_cast<double>(m_simulation.m.now - m_simulation.m_plan->warmupNs) * 1e-9;
    auto &all = m_simulation.m.ruleAudit;
    const auto same = std::ranges::find_if(all, [&](const RuleAudit &one) { return one.what == entry.what && one.rule == entry.rule && one.other == entry.other && one.service == entry.service && one.instance == entry.instance; });
    if (same != all.end()) {
        same->toS = now;
        ++same->times;
    } else if (all.size() < kMostAudit) {
        all.push_back(entry);
        all.back().fromS = all.back().toS = now;
    }
}

} // namespace causeway::simulate
