#include "app/engine/split_edits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/boundaries/class_names.h"

namespace causeway::engine {

using boundaries::ClassModel;
using boundaries::kNoService;
using Classes = std::span<const std::uint32_t>;

namespace {

tl::unexpected<Error> refused(Message why, Message hint = {}) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The split was not changed")), std::move(why), std::move(hint)); }

// Those that must be with any of them as well; rising.
std::vector<std::uint32_t> withBound(const KeptSplit &kept, Classes classes)
{
    std::set<std::uint32_t> all(classes.begin(), classes.end());
    for (std::size_t before = 0; before != all.size();) {
        before = all.size();
        for (const auto &[a, b] : kept.demands.together)
            if (all.contains(a) || all.contains(b)) {
                all.insert(a);
                all.insert(b);
            }
    }
    return {all.begin(), all.end()};
}

void eraseClass(std::vector<std::uint32_t> &all, std::uint32_t one) { std::erase(all, one); }

void unpin(KeptSplit &kept, std::uint32_t one)
{
    std::erase_if(kept.demands.pins, [&](const auto &pin) { return pin.first == one; });
}

std::string freeServiceName(const KeptSplit &kept, std::string wanted)
{
    const std::string stem = wanted;
    for (int n = 2; std::ranges::find(kept.split.services, wanted) != kept.split.services.end(); ++n)
        wanted = stem + "-" + std::to_string(n);
    return wanted;
}

// After the word that tells the classes from the others.
std::string nameFor(const KeptSplit &kept, const ClassModel &model, Classes classes)
{
    boundaries::Assignment assignment = kept.split.serviceOf;
    const auto own = static_cast<std::uint32_t>(kept.split.services.size());
    for (const std::uint32_t one : classes)
        assignment[one] = own;
    return freeServiceName(kept, boundaries::nameServices(model, assignment, own + 1).back());
}

// Without empty services; the order of classes as the model's.
void tidy(KeptSplit &kept)
{
    boundaries::Split &split = kept.split;
    std::vector<std::uint32_t> sizes(split.services.size()), number(split.services.size());
    for (const std::uint32_t s : split.serviceOf)
        if (s != kNoService)
            ++sizes[s];
    std::vector<std::string> names;
    for (std::size_t s = 0; s < sizes.size(); ++s) {
        number[s] = static_cast<std::uint32_t>(names.size());
        if (sizes[s] > 0)
            names.push_back(split.services[s]);
    }
    split.services = std::move(names);
    split.order.clear();
    for (std::uint32_t i = 0; i < split.serviceOf.size(); ++i)
        if (std::uint32_t &s = split.serviceOf[i]; s != kNoService) {
            s = number[s];
            split.order.push_back(i);
        }
}

// How stable a class was says nothing of where a person puts it; where it goes back it counts again.
void noteMove(KeptSplit &kept, const ClassModel &model, std::uint32_t one, std::uint32_t service)
{
    const auto nameOf = [&](std::uint32_t s) { return s == kNoService ? std::string() : kept.split.services[s]; };
    const std::uint32_t before = kept.split.serviceOf[one];
    const bool known = one < kept.stability.size();
    if (before == service)
        return;
    const auto found = kept.made.moved.find(model.classes[one]);
    if (found == kept.made.moved.end()) {
        SplitMaking::Moved from{nameOf(before), std::nullopt};
        if (known && !std::isnan(kept.stability[one]))
            from.stability = std::round(kept.stability[one] * 1000) / 1000; // as it is kept
        kept.made.moved.emplace(model.classes[one], std::move(from));
        if (known)
            kept.stability[one] = std::numeric_limits<double>::quiet_NaN();
    } else if (found->second.service == nameOf(service)) {
        if (known)
            kept.stability[one] = found->second.stability.value_or(std::numeric_limits<double>::quiet_NaN());
        kept.made.moved.erase(found);
    }
}

Result<void> place(KeptSplit &kept, const ClassModel &model, Classes classes, std::uint32_t service)
{
    KeptSplit next = kept;
    const std::vector<std::uint32_t> moved = withBound(kept, classes);
    if (service == kNewService) {
        next.split.services.push_back(nameFor(kept, model, moved));
        service = static_cast<std::uint32_t>(next.split.services.size() - 1);
    } else if (service != kNoService && service >= kept.split.services.size())
        return refused(Message(CAUSEWAY_TEXT("there is no such service")));
    const std::set<std::uint32_t> pinned = [&] {
        std::set<std::uint32_t> all;
        for (const auto &[one, name] : kept.demands.pins)
            all.insert(one);
        return all;
    }();
    for (const std::uint32_t one : moved) {
        noteMove(next, model, one, service);
        next.split.serviceOf[one] = service;
        if (service != kNoService)
            eraseClass(next.demands.utilities, one);
        if (pinned.contains(one)) {
            unpin(next, one);
            if (service != kNoService)
                next.demands.pins.emplace_back(one, next.split.services[service]);
        }
    }
    for (const auto &[a, b] : next.demands.apart)
        if (next.split.serviceOf[a] != kNoService && next.split.serviceOf[a] == next.split.serviceOf[b] && kept.split.serviceOf[a] != kept.split.serviceOf[b])
            return refused(Message(CAUSEWAY_TEXT("“%1” and “%2” must be apart"), model.classes[a], model.classes[b]), Message(CAUSEWAY_TEXT("Allow them to be together first.")));
    tidy(next);
    if (next.split.order.empty())
        return refused(Message(CAUSEWAY_TEXT("no class would be in a service")));
    CAUSEWAY_TRY(boundaries::checkDemands(model, next.demands));
    kept = std::move(next);
    return {};
}

} // namespace

Result<void> moveClasses(KeptSplit &kept, const ClassModel &model, Classes classes, std::uint32_t service)
{
    return classes.empty() ? Result<void>() : place(kept, model, classes, service);
}

Result<void> renameService(KeptSplit &kept, std::uint32_t service, const std::string &name)
{
    if (service >= kept.split.services.size())
        return refused(Message(CAUSEWAY_TEXT("there is no such service")));
    if (name.empty())
        return refused(Message(CAUSEWAY_TEXT("the name is empty")));
    for (std::uint32_t s = 0; s < kept.split.services.size(); ++s)
        if (s != service && kept.split.services[s] == name)
            return refused(Message(CAUSEWAY_TEXT("another service is called “%1”"), name), Message(CAUSEWAY_TEXT("Merge the two, or choose another name.")));
    for (auto &[one, pinnedTo] : kept.demands.pins)
        if (pinnedTo == kept.split.services[service])
            pinnedTo = name;
    for (auto &[one, from] : kept.made.moved)
        if (from.service == kept.split.services[service])
            from.service = name;
    kept.split.services[service] = name;
    return {};
}

Result<void> mergeServices(KeptSplit &kept, const ClassModel &model, std::uint32_t from, std::uint32_t into)
{
    if (from >= kept.split.services.size() || into >= kept.split.services.size())
        return refused(Message(CAUSEWAY_TEXT("there is no such service")));
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < kept.split.serviceOf.size(); ++i)
        if (kept.split.serviceOf[i] == from)
            all.push_back(i);
    return from == into ? Result<void>() : place(kept, model, all, into);
}

Result<void> pinClasses(KeptSplit &kept, const ClassModel &model, Classes classes, bool pinned)
{
    KeptSplit next = kept;
    for (const std::uint32_t one : classes) {
        unpin(next, one);
        if (!pinned)
            continue;
        if (kept.split.serviceOf[one] == kNoService)
            return refused(Message(CAUSEWAY_TEXT("“%1” is in no service that it could be pinned to"), model.classes[one]), Message(CAUSEWAY_TEXT("Move it to one first.")));
        next.demands.pins.emplace_back(one, kept.split.services[kept.split.serviceOf[one]]);
    }
    CAUSEWAY_TRY(boundaries::checkDemands(model, next.demands));
    kept = std::move(next);
    return {};
}

Result<void> markUtilities(KeptSplit &kept, const ClassModel &model, Classes classes, bool utility)
{
    KeptSplit next = kept;
    for (const std::uint32_t one : classes) {
        eraseClass(next.demands.utilities, one);
        if (!utility)
            continue;
        unpin(next, one);
        std::erase_if(next.demands.together, [&](const auto &pair) { return pair.first == one || pair.second == one; });
        next.demands.utilities.push_back(one);
        next.split.serviceOf[one] = kNoService;
    }
    std::ranges::sort(next.demands.utilities);
    tidy(next);
    if (next.split.order.empty())
        return refused(Message(CAUSEWAY_TEXT("no class would be in a service")));
    CAUSEWAY_TRY(boundaries::checkDemands(model, next.demands));
    kept = std::move(next);
    return {};
}

Result<void> keepApart(KeptSplit &kept, const ClassModel &model, std::uint32_t a, std::uint32_t b, bool apart)
{
    KeptSplit next = kept;
    const std::pair pair(std::min(a, b), std::max(a, b));
    std::erase_if(next.demands.apart, [&](const auto &one) { return std::pair(std::min(one.first, one.second), std::max(one.first, one.second)) == pair; });
    if (apart && a == b)
        return refused(Message(CAUSEWAY_TEXT("“%1” cannot be apart from itself"), model.classes[a]));
    if (apart)
        next.demands.apart.push_back(pair);
    CAUSEWAY_TRY(boundaries::checkDemands(model, next.demands));
    kept = std::move(next);
    return {};
}

Result<void> keepTogether(KeptSplit &kept, const ClassModel &model, Classes classes, bool together)
{
    if (!together) {
        const std::set<std::uint32_t> all(classes.begin(), classes.end());
        std::erase_if(kept.demands.together, [&](const auto &pair) { return all.contains(pair.first) && all.contains(pair.second); });
        return {};
    }
    KeptSplit next = kept;
    std::map<std::uint32_t, std::size_t> counts;
    for (std::size_t i = 1; i < classes.size(); ++i)
        if (std::pair pair(classes[0], classes[i]); std::ranges::find(next.demands.together, pair) == next.demands.together.end())
            next.demands.together.push_back(pair);
    for (const std::uint32_t one : classes)
        if (kept.split.serviceOf[one] != kNoService)
            ++counts[kept.split.serviceOf[one]];
    CAUSEWAY_TRY(boundaries::checkDemands(model, next.demands));
    if (!counts.empty()) {
        const std::uint32_t most = std::ranges::max_element(counts, {}, [](const auto &one) { return one.second; })->first;
        CAUSEWAY_TRY(place(next, model, classes, most));
    }
    kept = std::move(next);
    return {};
}

std::string toText(const ClassModel &model, Classes classes)
{
    return classes.size() == 1 ? std::string(boundaries::shortName(model.classes[classes.front()])) : std::to_string(classes.size()) + " classes";
}

} // namespace causeway::engine
