#include "analysis/boundaries/class_proposal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/boundaries/class_names.h"
#include "analysis/core/json_writer.h"
#include "analysis/simulate/json_tree.h"

namespace causeway::boundaries {

namespace {

using simulate::JsonValue;
using Kind = JsonValue::Kind;

constexpr int kMostNesting = 4;

tl::unexpected<Error> unreadable(Message why, std::uint64_t line = 0)
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The split into services cannot be read")), std::move(why),
                   Message(CAUSEWAY_TEXT("It is JSON such as {\"Class\": \"service\"} or {\"service\": [\"Class\"]}, or CSV whose first line names the columns class and service.")), {{}, line, -1});
}

std::string numberText(double number) { return number == std::floor(number) && std::abs(number) < 1e15 ? std::to_string(static_cast<std::int64_t>(number)) : std::to_string(number); }

// {"service": ["Class" | {"id": "Class"}]}.
Result<NamedSplit> readServices(const JsonValue &object)
{
    NamedSplit out;
    for (const auto &[service, list] : object.members) {
        if (list.kind != Kind::Array)
            return unreadable(Message(CAUSEWAY_TEXT("the service “%1” is no list of classes"), service), list.line);
        for (const JsonValue &item : list.items) {
            const JsonValue *id = item.kind == Kind::Object ? item.find("id") : &item;
            if (id == nullptr || id->kind != Kind::Text)
                return unreadable(Message(CAUSEWAY_TEXT("a member of the service “%1” is no class"), service), item.line);
            out.members.emplace_back(id->text, service);
        }
    }
    return out;
}

Result<NamedSplit> readObject(const JsonValue &object, int depth)
{
    if (object.kind != Kind::Object)
        return unreadable(Message(CAUSEWAY_TEXT("it is no JSON object")), object.line);
    for (const char *name : {"partitions", "decomposition"})
        if (const JsonValue *inner = object.find(name); inner != nullptr && inner->kind == Kind::Object)
            return readServices(*inner);
    if (object.members.empty())
        return NamedSplit{};
    const JsonValue &first = object.members.front().value;
    if (first.kind == Kind::Array)
        return readServices(object);
    if (first.kind == Kind::Object && depth < kMostNesting)
        return readObject(first, depth + 1);
    NamedSplit out;
    for (const auto &[name, value] : object.members) {
        if (value.kind != Kind::Text && value.kind != Kind::Number)
            return unreadable(Message(CAUSEWAY_TEXT("the service of “%1” is neither a name nor a number"), name), value.line);
        out.members.emplace_back(name, value.kind == Kind::Text ? value.text : numberText(value.number));
    }
    return out;
}

Result<NamedSplit> readTable(std::string_view bytes)
{
    std::string_view line;
    nextLine(bytes, line);
    std::string header(line);
    std::ranges::transform(header, header.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto fields = splitFields(header, 16);
    std::optional<std::size_t> name, service;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!name && (fields[i] == "class full name" || fields[i] == "class" || fields[i] == "classname" || fields[i] == "class name"))
            name = i;
        if (!service && (fields[i] == "reference decomposition" || fields[i] == "service" || fields[i] == "partition" || fields[i] == "cluster" || fields[i] == "microservice"))
            service = i;
    }
    if (!name || !service)
        return unreadable(Message(CAUSEWAY_TEXT("its first line names no column of classes and none of services")), 1);
    NamedSplit out;
    for (std::uint64_t number = 2; nextLine(bytes, line); ++number) {
        if (line.empty())
            continue;
        const auto cells = splitFields(line, 16);
        if (cells.size() <= std::max(*name, *service) || cells[*name].empty())
            return unreadable(Message(CAUSEWAY_TEXT("a line has too few columns")), number);
        if (!cells[*service].empty())
            out.members.emplace_back(std::string(cells[*name]), std::string(cells[*service]));
    }
    return out;
}

Error contradiction(Message why)
{
    return {ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The demands on the services contradict one another")), std::move(why), Message(CAUSEWAY_TEXT("Drop one of the two.")), {}};
}

} // namespace

Result<NamedSplit> readSplit(std::string_view bytes)
{
    if (bytes.starts_with("\xef\xbb\xbf"))
        bytes.remove_prefix(3);
    if (!isUtf8(bytes))
        return unreadable(Message(CAUSEWAY_TEXT("it is not UTF-8")));
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return unreadable(Message(CAUSEWAY_TEXT("it is empty")));
    Result<NamedSplit> out;
    if (bytes[first] == '{') {
        CAUSEWAY_ASSIGN(const JsonValue document, simulate::parseJson(bytes));
        out = readObject(document, 0);
    } else
        out = readTable(bytes);
    if (out && out->members.empty())
        return unreadable(Message(CAUSEWAY_TEXT("it puts no class into a service")));
    return out;
}

Result<Split> toSplit(const ClassModel &model, const NamedSplit &named)
{
    Split out;
    out.serviceOf.assign(model.classes.size(), kNoService);
    std::map<std::string, std::uint32_t, std::less<>> number;
    std::set<std::string> duplicated;
    for (const auto &[name, service] : named.members) {
        const auto found = model.find(name);
        if (!found) {
            out.unknown.push_back(name);
            continue;
        }
        const auto [it, inserted] = number.emplace(service, static_cast<std::uint32_t>(out.services.size()));
        if (inserted)
            out.services.push_back(service);
        std::uint32_t &known = out.serviceOf[*found];
        if (known == kNoService)
            out.order.push_back(*found);
        else if (known != it->second)
            duplicated.insert(name);
        known = it->second;
    }
    std::ranges::sort(out.unknown);
    out.unknown.erase(std::ranges::unique(out.unknown).begin(), out.unknown.end());
    out.duplicated.assign(duplicated.begin(), duplicated.end());
    if (out.order.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The split is of another program")), Message(CAUSEWAY_TEXT("none of its %1 classes is known here; the first is “%2”"), out.unknown.size(), out.unknown.empty() ? std::string() : out.unknown.front()),
                       Message(CAUSEWAY_TEXT("Score it against the data of the program that it splits.")));
    // Services whose classes all went to another are none.
    std::vector<std::uint32_t> sizes(out.services.size()), newNumber(out.services.size());
    for (const std::uint32_t service : out.serviceOf)
        if (service != kNoService)
            ++sizes[service];
    std::vector<std::string> names;
    for (std::size_t s = 0; s < sizes.size(); ++s) {
        newNumber[s] = static_cast<std::uint32_t>(names.size());
        if (sizes[s] > 0)
            names.push_back(out.services[s]);
    }
    for (std::uint32_t &service : out.serviceOf)
        if (service != kNoService)
            service = newNumber[service];
    out.services = std::move(names);
    return out;
}

std::vector<std::string> nameServices(const ClassModel &model, const Assignment &assignment, std::uint32_t services)
{
    std::map<std::string, std::map<std::uint32_t, double>> counts; // word → service → classes
    std::vector<double> sizes(services);
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        if (assignment[i] >= services)
            continue;
        ++sizes[assignment[i]];
        std::set<std::string> seen;
        for (const std::string &word : wordsOf(shortName(model.classes[i])))
            if (!isRoleWord(word) && seen.insert(word).second)
                ++counts[word][assignment[i]];
    }
    std::vector<std::pair<double, std::string>> best(services, {0, ""});
    for (const auto &[word, in] : counts) {
        double all = 0;
        for (const auto &[service, count] : in)
            all += count;
        for (const auto &[service, count] : in) {
            const double score = count * count / all; // how many, and how much its own
            if (score > best[service].first + 1e-12)
                best[service] = {score, word};
        }
    }
    std::vector<std::string> out(services);
    std::map<std::string, int> taken;
    for (std::uint32_t s = 0; s < services; ++s) {
        const std::string base = best[s].second.empty() ? "service" : best[s].second;
        const int nth = ++taken[base];
        out[s] = nth == 1 ? base : base + "-" + std::to_string(nth);
    }
    return out;
}

Result<Demands> readDemands(const ClassModel &model, std::string_view bytes)
{
    Demands out;
    const auto resolve = [&](const std::string &name) {
        const auto found = model.find(name);
        if (!found)
            out.unknown.push_back(name);
        return found;
    };
    NamedSplit pins;
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    bool parts = false;
    if (first != std::string_view::npos && bytes[first] == '{' && isUtf8(bytes)) {
        CAUSEWAY_ASSIGN(const JsonValue document, simulate::parseJson(bytes));
        for (const auto &[key, value] : document.members)
            parts = parts || ((key == "pins" && value.kind == Kind::Object) || ((key == "together" || key == "apart" || key == "utilities") && value.kind == Kind::Array));
        for (const auto &[key, value] : document.members) {
            if (!parts)
                break;
            if (key == "pins" && value.kind == Kind::Object) {
                if (!value.members.empty()) {
                    CAUSEWAY_ASSIGN(pins, readObject(value, 0));
                }
            } else if ((key == "together" || key == "apart") && value.kind == Kind::Array) {
                for (const JsonValue &pair : value.items) {
                    if (pair.kind != Kind::Array || pair.items.size() < 2 || std::ranges::any_of(pair.items, [](const JsonValue &v) { return v.kind != Kind::Text; }))
                        return unreadable(Message(CAUSEWAY_TEXT("“%1” is no list of pairs of classes"), key), pair.line);
                    const auto a = resolve(pair.items[0].text);
                    for (std::size_t i = 1; i < pair.items.size(); ++i)
                        if (const auto b = resolve(pair.items[i].text); a && b)
                            (key == "together" ? out.together : out.apart).emplace_back(*a, *b);
                }
            } else if (key == "utilities" && value.kind == Kind::Array) {
                for (const JsonValue &item : value.items) {
                    if (item.kind != Kind::Text)
                        return unreadable(Message(CAUSEWAY_TEXT("“%1” is no list of classes"), key), item.line);
                    if (const auto found = resolve(item.text))
                        out.utilities.push_back(*found);
                }
            } else if (key != "stability" && key != "made") // a project keeps them beside these
                return unreadable(Message(CAUSEWAY_TEXT("“%1” is none of pins, together, apart, utilities"), key), value.line);
        }
    }
    if (!parts) {
        CAUSEWAY_ASSIGN(pins, readSplit(bytes));
    }
    for (const auto &[name, service] : pins.members)
        if (const auto found = resolve(name))
            out.pins.emplace_back(*found, service);
    CAUSEWAY_TRY(checkDemands(model, out));
    return out;
}

Result<void> checkDemands(const ClassModel &model, const Demands &demands)
{
    // Classes that must be together, as sets.
    std::vector<std::uint32_t> parent(model.classes.size());
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    };
    for (const auto &[a, b] : demands.together)
        parent[root(a)] = root(b);
    std::map<std::uint32_t, std::pair<std::uint32_t, std::string>> pinOf;
    for (const auto &[one, service] : demands.pins) {
        const auto [it, inserted] = pinOf.emplace(root(one), std::pair{one, service});
        if (!inserted && it->second.second != service)
            return failure(it->second.first == one ? contradiction(Message(CAUSEWAY_TEXT("“%1” is pinned to “%2” and to “%3”"), model.classes[one], it->second.second, service))
                                                   : contradiction(Message(CAUSEWAY_TEXT("“%1” and “%2” must be together, and are pinned to “%3” and “%4”"), model.classes[it->second.first], model.classes[one], it->second.second, service)));
    }
    std::map<std::string, std::uint32_t> firstOf;
    for (const auto &[one, service] : demands.pins) {
        const auto [it, inserted] = firstOf.emplace(service, one);
        if (!inserted)
            parent[root(one)] = root(it->second);
    }
    for (const auto &[a, b] : demands.apart)
        if (root(a) == root(b))
            return failure(contradiction(Message(CAUSEWAY_TEXT("“%1” and “%2” must be apart, and pins or other demands put them together"), model.classes[a], model.classes[b])));
    for (const std::uint32_t one : demands.utilities)
        for (const auto &[pinned, service] : demands.pins)
            if (one == pinned)
                return failure(contradiction(Message(CAUSEWAY_TEXT("“%1” is a utility of every service, and pinned to “%2”"), model.classes[one], service)));
    return {};
}

} // namespace causeway::boundaries
