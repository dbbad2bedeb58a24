// Files about classes that are read line by line.

#include <algorithm>
#include <map>

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/boundaries/class_names.h"

namespace causeway::boundaries {

namespace {

constexpr std::size_t kMostDepth = 4096; // of calls within calls; what lies deeper is counted, but its time is not

// Labels that recorders write where no use case is under way.
bool isUseCase(std::string_view label) { return !label.empty() && label != "Unknown" && label != "unknown" && label != "<None>"; }

// The path of "shop/src/Account.java:Account:getName".
std::string_view pathOf(std::string_view place)
{
    const std::size_t colon = place.find(':');
    return colon == std::string_view::npos || place.starts_with("<") ? std::string_view() : place.substr(0, colon);
}

} // namespace

// Time goes to the class that was called last and has not returned; what the users of the program take is nobody's. A use case that
// a file holds is one passage.
void readCallFlows(std::string_view bytes, FactCollector &out)
{
    std::vector<std::string_view> stack;
    std::map<std::string_view, std::string_view> paths;
    std::map<std::string_view, bool> passages;
    double before = 0;
    std::string_view line, lastUseCase;
    for (std::uint64_t number = 1; nextLine(bytes, line) && !out.full(); ++number) {
        if (line.empty())
            continue;
        ++out.records;
        const auto fields = splitFields(line, 6);
        const auto time = fields.size() == 5 ? numberOf(fields[0]) : std::nullopt;
        if (!time) {
            out.skip(number);
            continue;
        }
        const std::string_view text = fields[2], useCase = isUseCase(fields[1]) ? fields[1] : std::string_view();
        constexpr std::string_view kCalls = " calls ", kReturns = " returns to ";
        const std::size_t calls = text.find(kCalls), returns = text.find(kReturns);
        if ((calls == std::string_view::npos) == (returns == std::string_view::npos)) {
            out.skip(number);
            continue;
        }
        const std::string_view from = text.substr(0, std::min(calls, returns)), to = calls != std::string_view::npos ? text.substr(calls + kCalls.size()) : text.substr(returns + kReturns.size());
        if (from.empty() || to.empty()) {
            out.skip(number);
            continue;
        }
        // Between two use cases nothing is known to have run.
        if (!stack.empty() && *time > before && !useCase.empty() && useCase == lastUseCase)
            out.add(FactKind::Work, stack.back(), {}, useCase, (*time - before) * 1e6);
        before = *time;
        lastUseCase = useCase;
        if (!useCase.empty() && passages.emplace(useCase, true).second)
            out.add(FactKind::Passage, {}, {}, useCase, 1);
        for (const auto &[name, place] : {std::pair{from, fields[3]}, std::pair{to, fields[4]}})
            if (name != kOutside && paths.try_emplace(name, pathOf(place)).second)
                out.addLargest(FactKind::Class, name, packageOfPath(pathOf(place)), 1);
        if (calls != std::string_view::npos) {
            out.add(FactKind::Call, from, to, useCase, 1);
            if (from == kOutside)
                stack.clear();
            if (stack.size() < kMostDepth)
                stack.push_back(to);
        } else {
            const auto found = std::find(stack.rbegin(), stack.rend(), from);
            if (found != stack.rend())
                stack.erase(std::prev(found.base()), stack.end());
        }
    }
}

std::optional<PairColumns> pairColumnsOf(std::string_view header)
{
    std::string lower(header);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto fields = splitFields(lower, 16);
    const auto column = [&](std::initializer_list<std::string_view> names) -> std::optional<std::size_t> {
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (std::ranges::find(names, fields[i]) != names.end())
                return i;
        return std::nullopt;
    };
    const auto a = column({"classname1", "classa", "class1", "class_a", "class", "from", "source", "caller"});
    const auto b = column({"classname2", "classb", "class2", "class_b", "to", "target", "callee", "table"});
    if (!a || !b)
        return std::nullopt;
    PairColumns out{*a, *b, column({"classnamerel", "classtermrel", "referencecount", "commits", "count", "weight", "calls", "similarity"}), FactKind::Reference, true};
    const std::string_view weight = out.weight ? fields[*out.weight] : std::string_view(), target = fields[*b];
    if (target == "table")
        out.kind = FactKind::Table;
    else if (weight == "classtermrel" || weight == "similarity")
        out.kind = FactKind::Terms;
    else if (weight == "classnamerel")
        out.used = false;
    else if (weight == "commits")
        out.kind = FactKind::CoChange;
    else if (weight == "calls" || target == "callee")
        out.kind = FactKind::Volume;
    return out;
}

void readPairTable(std::string_view bytes, FactCollector &out)
{
    std::string_view line;
    if (!nextLine(bytes, line))
        return;
    const auto columns = pairColumnsOf(line);
    if (!columns) {
        out.records = 1;
        out.skip(1);
        return;
    }
    const std::size_t last = std::max({columns->a, columns->b, columns->weight.value_or(0)});
    for (std::uint64_t number = 2; nextLine(bytes, line) && !out.full(); ++number) {
        if (line.empty())
            continue;
        ++out.records;
        const auto fields = splitFields(line, last + 1);
        if (fields.size() <= last || fields[columns->a].empty() || fields[columns->b].empty()) {
            out.skip(number);
            continue;
        }
        const auto weight = columns->weight ? numberOf(fields[*columns->weight]) : std::optional<double>(1);
        if (!weight) {
            out.skip(number);
            continue;
        }
        const std::string_view a = fields[columns->a], b = fields[columns->b];
        for (const std::string_view name : {a, b})
            if (name != kOutside && (name.data() == a.data() || columns->kind != FactKind::Table))
                out.addLargest(FactKind::Class, name, {}, 1);
        if (columns->used && *weight > 0) {
            if (columns->kind == FactKind::Terms)
                out.addLargest(columns->kind, a, b, *weight);
            else
                out.add(columns->kind, a, b, {}, *weight);
        }
    }
}

// Of two classes as often as of those two of their methods that were changed together most often: a commit that changes more methods is
// still one.
void readMethodChanges(std::string_view bytes, std::string_view name, FactCollector &out)
{
    const bool commits = name.find("contributor") == std::string_view::npos; // who wrote it tells nothing of where it belongs
    std::string_view line;
    for (std::uint64_t number = 1; nextLine(bytes, line) && !out.full(); ++number) {
        if (line.empty())
            continue;
        ++out.records;
        const auto fields = splitFields(line, 5);
        const auto weight = fields.size() == 4 ? numberOf(fields[3]) : std::nullopt;
        const std::string_view a = weight ? classOfMethod(fields[1]) : std::string_view(), b = weight ? classOfMethod(fields[2]) : std::string_view();
        if (!weight || !looksLikeClass(a) || !looksLikeClass(b)) {
            out.skip(number);
            continue;
        }
        for (const std::string_view one : {a, b})
            out.addLargest(FactKind::Class, one, {}, 1);
        if (commits && a != b && *weight > 0)
            out.addLargest(FactKind::CoChange, std::min(a, b), std::max(a, b), *weight);
    }
}

void readClassOverlap(std::string_view bytes, FactCollector &out)
{
    std::string_view line;
    for (std::uint64_t number = 1; nextLine(bytes, line) && !out.full(); ++number) {
        if (line.empty())
            continue;
        ++out.records;
        const auto fields = splitFields(line, 4);
        const auto weight = fields.size() == 3 ? numberOf(fields[2]) : std::nullopt;
        if (!weight || !looksLikeClass(fields[0]) || !looksLikeClass(fields[1])) {
            out.skip(number);
            continue;
        }
        for (const std::string_view one : {fields[0], fields[1]})
            out.addLargest(FactKind::Class, one, {}, 1);
        if (*weight > 0 && fields[0] != fields[1])
            out.addLargest(FactKind::SharedUse, std::min(fields[0], fields[1]), std::max(fields[0], fields[1]), *weight);
    }
}

void readClassList(std::string_view bytes, FactCollector &out)
{
    std::string_view line;
    for (std::uint64_t number = 1; nextLine(bytes, line) && !out.full(); ++number) {
        if (line.empty())
            continue;
        ++out.records;
        const std::string_view name = classOfMethod(line);
        if (!looksLikeClass(name))
            out.skip(number);
        else if (name != kOutside)
            out.addLargest(FactKind::Class, name, {}, 1);
    }
}

} // namespace causeway::boundaries
