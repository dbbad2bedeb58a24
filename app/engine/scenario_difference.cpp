#include "app/engine/scenario_difference.h"

#include <algorithm>
#include <charconv>

#include "analysis/simulate/json_tree.h"

namespace causeway::engine {

using simulate::JsonValue;
using Kind = JsonValue::Kind;

namespace {

constexpr std::size_t kLongList = 4; // numbers that are told one by one

std::string numberText(double value)
{
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

bool equal(const JsonValue &a, const JsonValue &b)
{
    return a.kind == b.kind && a.truth == b.truth && a.number == b.number && a.text == b.text && std::ranges::equal(a.items, b.items, equal) &&
           std::ranges::equal(a.members, b.members, [](const auto &x, const auto &y) { return x.name == y.name && equal(x.value, y.value); });
}

// Of a whole value, in a few words.
std::string told(const JsonValue &value)
{
    switch (value.kind) {
    case Kind::Null: return "null";
    case Kind::Boolean: return value.truth ? "true" : "false";
    case Kind::Number: return numberText(value.number);
    case Kind::Text: return value.text;
    case Kind::Array: {
        if (value.items.size() > kLongList || std::ranges::any_of(value.items, [](const JsonValue &item) { return item.kind == Kind::Array || item.kind == Kind::Object; }))
            return std::to_string(value.items.size()) + (value.items.size() == 1 ? " value" : " values");
        std::string out;
        for (const JsonValue &item : value.items)
            out += (out.empty() ? "" : ", ") + told(item);
        return out;
    }
    case Kind::Object: break;
    }
    std::string out;
    for (const auto &[name, member] : value.members)
        out += (out.empty() ? "" : ", ") + name + (member.kind == Kind::Object && member.members.empty() ? std::string() : " " + told(member));
    return out.empty() ? "there" : out;
}

// "hpa, target 0.6"; "none": nothing acts.
std::string policyTold(const JsonValue *policy)
{
    const JsonValue *name = policy == nullptr ? nullptr : policy->find("name");
    if (name == nullptr)
        return "none";
    std::string out = name->text;
    for (const auto &[member, value] : policy->members)
        if (member == "settings")
            for (const auto &[setting, of] : value.members)
                out += ", " + setting + " " + told(of);
        else if (member != "name")
            out += ", " + (value.kind == Kind::Array ? std::to_string(value.items.size()) : told(value)) + " " + member;
    return out;
}

class Difference {
public:
    explicit Difference(std::vector<FieldChange> &out) : m_out(out) {}

    void compare(const std::string &path, const JsonValue &before, const JsonValue &after)
    {
        if (before.kind == Kind::Object && after.kind == Kind::Object)
            return compareMembers(path, before, after);
        if (before.kind == Kind::Array && after.kind == Kind::Array && before.items.size() == after.items.size() && (before.items.size() <= kLongList || before.items.front().kind == Kind::Object)) {
            for (std::size_t i = 0; i < before.items.size(); ++i)
                compare(path + "[" + std::to_string(i) + "]", before.items[i], after.items[i]);
            return;
        }
        if (equal(before, after))
            return;
        std::string was = told(before), is = told(after);
        if (was == is) // lists of as many values
            is += " (others)";
        m_out.push_back({path, std::move(was), std::move(is)});
    }

private:
    void compareMembers(const std::string &path, const JsonValue &before, const JsonValue &after)
    {
        const auto place = [&](const std::string &name) { return path.empty() ? name : path + "." + name; };
        for (const auto &[name, member] : before.members) {
            if (path.empty() && (name == "notes" || name == "policy"))
                continue;
            if (const JsonValue *other = after.find(name))
                compare(place(name), member, *other);
            else
                m_out.push_back({place(name), told(member), {}});
        }
        for (const auto &[name, member] : after.members)
            if (before.find(name) == nullptr && !(path.empty() && (name == "notes" || name == "policy")))
                m_out.push_back({place(name), {}, told(member)});
        if (const JsonValue *was = before.find("policy"), *is = after.find("policy"); path.empty() && (was == nullptr || is == nullptr ? was != is : !equal(*was, *is)))
            m_out.push_back({"policy", policyTold(was), policyTold(is)});
    }

    std::vector<FieldChange> &m_out;
};

// What each kind of thing is called by its own name.
std::string shortName(const std::string &field)
{
    for (const std::string_view group : {"services.", "operations.", "nodes.", "domains."})
        if (field.starts_with(group))
            return field.substr(group.size());
    return field;
}

} // namespace

std::vector<FieldChange> scenarioDifference(const simulate::Scenario &before, const simulate::Scenario &after)
{
    std::vector<FieldChange> out;
    const auto a = simulate::parseJson(toJson(before)), b = simulate::parseJson(toJson(after));
    if (a && b)
        Difference(out).compare({}, *a, *b);
    return out;
}

std::string toText(const FieldChange &change)
{
    return shortName(change.field) + " " + (change.before.empty() ? "–" : change.before) + " → " + (change.after.empty() ? "–" : change.after);
}

std::string toText(const std::vector<FieldChange> &changes, std::size_t most)
{
    if (changes.empty())
        return "nothing";
    std::string out;
    for (std::size_t i = 0; i < std::min(most, changes.size()); ++i)
        out += (i > 0 ? ", " : "") + toText(changes[i]);
    return changes.size() > most ? out + " and " + std::to_string(changes.size() - most) + " more" : out;
}

} // namespace causeway::engine
