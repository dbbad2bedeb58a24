#include "analysis/boundaries/class_model.h"

#include <algorithm>
#include <set>

#include "analysis/boundaries/class_names.h"

namespace causeway::boundaries {

namespace {

Error nothing(Message why)
{
    return {ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("No boundaries can be proposed")), std::move(why),
            Message(CAUSEWAY_TEXT("Import recorded calls, static references or traces of a program: causeway help boundaries lists what is read.")), {}};
}

bool hasTwoClasses(FactKind kind)
{
    switch (kind) {
    case FactKind::Call:
    case FactKind::Volume:
    case FactKind::SharedUse:
    case FactKind::Reference:
    case FactKind::Terms:
    case FactKind::CoChange:
        return true;
    default:
        return false;
    }
}

std::vector<std::string> sortedNames(const std::set<std::string, std::less<>> &names) { return {names.begin(), names.end()}; }

std::uint32_t indexOf(const std::vector<std::string> &sorted, std::string_view name)
{
    const auto it = std::ranges::lower_bound(sorted, name);
    return it != sorted.end() && *it == name ? static_cast<std::uint32_t>(it - sorted.begin()) : kNobody;
}

std::vector<ClassPair> toPairs(const std::map<std::pair<std::uint32_t, std::uint32_t>, double> &sums)
{
    std::vector<ClassPair> out;
    out.reserve(sums.size());
    for (const auto &[pair, weight] : sums)
        out.push_back({pair.first, pair.second, weight});
    return out;
}

} // namespace

std::optional<std::uint32_t> ClassModel::find(std::string_view name) const
{
    const auto it = byName.find(name);
    return it == byName.end() || it->second == kNobody ? std::nullopt : std::optional(it->second);
}

Result<ClassModel> makeClassModel(std::span<const ClassFact> facts)
{
    // A short name stands for the one full name that ends in it.
    std::set<std::string, std::less<>> full, all, useCases, tables;
    const auto each = [&](const ClassFact &fact, const auto &f) {
        if (!fact.a.empty() && fact.a != kOutside)
            f(fact.a);
        if (hasTwoClasses(fact.kind) && !fact.b.empty() && fact.b != kOutside)
            f(fact.b);
    };
    for (const ClassFact &fact : facts) {
        each(fact, [&](const std::string &name) {
            if (!packageOf(name).empty())
                full.insert(name);
        });
        if (!fact.useCase.empty())
            useCases.insert(fact.useCase);
        if (fact.kind == FactKind::Table)
            tables.insert(fact.b);
    }
    std::map<std::string, std::string, std::less<>> fullOf; // empty: several
    for (const std::string &name : full) {
        const auto [it, inserted] = fullOf.emplace(std::string(shortName(name)), name);
        if (!inserted)
            it->second.clear();
    }
    const auto canonical = [&](const std::string &name) -> const std::string & {
        const auto it = fullOf.find(name);
        return it == fullOf.end() || it->second.empty() ? name : it->second;
    };
    for (const ClassFact &fact : facts)
        each(fact, [&](const std::string &name) { all.insert(canonical(name)); });
    if (all.empty())
        return failure(nothing(Message(CAUSEWAY_TEXT("there are no classes"))));
    if (all.size() == 1)
        return failure(nothing(Message(CAUSEWAY_TEXT("there is only one class, “%1”"), *all.begin())));
    if (all.size() > kMostClasses)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("No boundaries can be proposed")), Message(CAUSEWAY_TEXT("there are %1 classes, the most is %2"), all.size(), kMostClasses),
                       Message(CAUSEWAY_TEXT("Leave out the classes of libraries.")));

    ClassModel model;
    model.classes = sortedNames(all);
    model.useCases = sortedNames(useCases);
    model.tables = sortedNames(tables);
    const std::size_t n = model.classes.size();
    model.packages.resize(n);
    model.uses.resize(n);
    model.tableUses.resize(n);
    model.seen.resize(n);
    model.work.resize(model.useCases.size());
    model.passages.assign(model.useCases.size(), 0);
    for (std::size_t i = 0; i < n; ++i) {
        model.packages[i] = packageOf(model.classes[i]);
        model.byName.emplace(model.classes[i], static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::string_view tail = shortName(model.classes[i]);
        if (tail.size() == model.classes[i].size())
            continue;
        const auto [it, inserted] = model.byName.emplace(std::string(tail), static_cast<std::uint32_t>(i));
        if (!inserted && it->second != kNobody && tail == shortName(model.classes[it->second]) && model.classes[it->second].size() != tail.size())
            it->second = kNobody;
    }
    const auto idOf = [&](const std::string &name) { return name.empty() || name == kOutside ? kNobody : indexOf(model.classes, canonical(name)); };

    using Sums = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;
    Sums volumes, recorded, shared, references, terms, changes;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, double> byUseCase;
    std::vector<std::map<std::uint32_t, double>> work(model.useCases.size());
    double told = 0;
    for (const ClassFact &fact : facts)
        if (fact.kind == FactKind::Use)
            told = std::max(told, fact.weight);
    for (const ClassFact &fact : facts) {
        const std::uint32_t a = idOf(fact.a), b = hasTwoClasses(fact.kind) ? idOf(fact.b) : kNobody;
        const std::uint32_t useCase = fact.useCase.empty() ? kNobody : indexOf(model.useCases, fact.useCase);
        const auto undirected = [&](Sums &sums) {
            if (a != b && a != kNobody && b != kNobody)
                sums[std::minmax(a, b)] += fact.weight;
        };
        switch (fact.kind) {
        case FactKind::Class:
            if (a != kNobody && !fact.b.empty() && model.packages[a].empty())
                model.packages[a] = fact.b;
            break;
        case FactKind::Call:
            if (b == kNobody)
                break;
            byUseCase[{a, b, useCase}] += fact.weight;
            model.seen[b] = true;
            if (a != kNobody) {
                recorded[{a, b}] += fact.weight;
                model.seen[a] = true;
            }
            break;
        case FactKind::Volume:
            for (const std::uint32_t one : {a, b})
                if (one != kNobody)
                    model.seen[one] = true;
            if (a != kNobody && b != kNobody)
                volumes[{a, b}] += fact.weight;
            break;
        case FactKind::Work:
            if (a != kNobody && useCase != kNobody)
                work[useCase][a] += fact.weight;
            break;
        case FactKind::Passage:
            if (useCase != kNobody)
                model.passages[useCase] += fact.weight;
            break;
        case FactKind::Use:
            if (a != kNobody && useCase != kNobody && fact.weight >= told) {
                model.uses[a].push_back(useCase);
                model.seen[a] = true;
            }
            break;
        case FactKind::SharedUse:
            undirected(shared);
            break;
        case FactKind::Reference:
            if (a != kNobody && b != kNobody)
                references[{a, b}] += fact.weight;
            break;
        case FactKind::Terms:
            if (a != b && a != kNobody && b != kNobody)
                terms[std::minmax(a, b)] = std::max(terms[std::minmax(a, b)], fact.weight);
            break;
        case FactKind::CoChange:
            undirected(changes);
            break;
        case FactKind::Table:
            if (a != kNobody)
                model.tableUses[a].push_back(indexOf(model.tables, fact.b));
            break;
        }
    }
    for (const auto &[key, count] : byUseCase)
        model.useCaseCalls.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
    if (told == 0) // nobody says it: those whose calls were recorded in it
        for (const UseCaseCall &call : model.useCaseCalls)
            if (call.useCase != kNobody)
                for (const std::uint32_t one : {call.from, call.to})
                    if (one != kNobody)
                        model.uses[one].push_back(call.useCase);
    for (auto *lists : {&model.uses, &model.tableUses})
        for (std::vector<std::uint32_t> &list : *lists) {
            std::ranges::sort(list);
            list.erase(std::ranges::unique(list).begin(), list.end());
        }
    model.references = toPairs(references);
    model.observed = !volumes.empty() || !recorded.empty();
    model.calls = !volumes.empty() ? toPairs(volumes) : !recorded.empty() ? toPairs(recorded) : model.references;
    model.sharedUses = toPairs(shared);
    model.terms = toPairs(terms);
    model.coChanges = toPairs(changes);
    for (std::size_t u = 0; u < model.useCases.size(); ++u) {
        model.passages[u] = std::max(model.passages[u], 1.0);
        for (const auto &[one, ns] : work[u])
            model.work[u].push_back({one, one, ns / model.passages[u]});
    }
    const bool coupled = std::ranges::any_of(model.calls, [](const ClassPair &pair) { return pair.a != pair.b; }) || !model.sharedUses.empty() || !model.terms.empty() || !model.coChanges.empty();
    if (!coupled && std::ranges::none_of(model.uses, [](const auto &list) { return !list.empty(); }) && model.tables.empty())
        return failure(nothing(Message(CAUSEWAY_TEXT("nothing couples the %1 classes: there are no calls, references, use cases, words or changes in common"), n)));
    return model;
}

} // namespace causeway::boundaries
