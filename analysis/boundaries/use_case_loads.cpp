#include "analysis/boundaries/use_case_loads.h"

namespace causeway::boundaries {

namespace {

// One utility goes: its work and its calls are those of its callers, each by how often it calls.
void dissolve(UseCaseLoad &load, std::uint32_t utility)
{
    std::map<std::uint32_t, double> callers, called;
    double all = 0;
    for (auto it = load.calls.begin(); it != load.calls.end();) {
        const auto &[pair, count] = *it;
        if (pair.first != utility && pair.second != utility) {
            ++it;
            continue;
        }
        if (pair.first != utility) {
            callers[pair.first] += count;
            all += count;
        } else if (pair.second != utility) {
            called[pair.second] += count;
        }
        it = load.calls.erase(it);
    }
    double work = 0, users = 0;
    if (const auto own = load.work.extract(utility))
        work = own.mapped();
    if (const auto own = load.entered.extract(utility))
        users = own.mapped();
    all += users;
    for (const auto &[caller, count] : callers) {
        const double share = count / all;
        if (work > 0)
            load.work[caller] += work * share;
        for (const auto &[one, times] : called)
            if (one != caller)
                load.calls[{caller, one}] += times * share;
    }
    if (callers.empty() || users > 0) {
        const double share = callers.empty() ? 1 : users / all;
        load.atEntry += work * share;
        for (const auto &[one, times] : called)
            load.entered[one] += times * share;
    }
}

} // namespace

std::vector<UseCaseLoad> useCaseLoads(const ClassModel &model, std::span<const std::uint32_t> utilities, const CostSettings &settings, bool &recorded)
{
    std::vector<UseCaseLoad> loads(model.useCases.size());
    double passages = 0;
    recorded = true;
    for (std::size_t u = 0; u < loads.size(); ++u)
        for (const ClassPair &one : model.work[u])
            loads[u].work[one.a] += one.weight * 1e-9;
    for (const UseCaseCall &call : model.useCaseCalls) {
        if (call.useCase == kNobody)
            continue;
        UseCaseLoad &load = loads[call.useCase];
        const double count = call.count / model.passages[call.useCase];
        if (call.from == kNobody)
            load.entered[call.to] += count;
        else
            load.calls[{call.from, call.to}] += count;
    }
    for (std::size_t u = 0; u < loads.size(); ++u) {
        if (loads[u].calls.empty() && loads[u].entered.empty())
            continue;
        if (loads[u].work.empty()) {
            recorded = false;
            for (const auto &[pair, count] : loads[u].calls)
                loads[u].work[pair.second] += count * settings.callS;
            for (const auto &[one, count] : loads[u].entered)
                loads[u].work[one] += count * settings.callS;
        }
        loads[u].share = model.passages[u];
        passages += model.passages[u];
        for (const std::uint32_t utility : utilities)
            dissolve(loads[u], utility);
    }
    for (UseCaseLoad &load : loads)
        load.share = passages > 0 ? load.share / passages : 0;
    return loads;
}

} // namespace causeway::boundaries
