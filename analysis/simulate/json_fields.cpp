#include "analysis/simulate/json_fields.h"

#include <numeric>

#include "analysis/core/nearest.h"

namespace causeway::simulate {

std::uint64_t Reading::lineOf(std::string path) const
{
    while (!path.empty() && !lines.contains(path))
        path.resize(path.find_last_of(".[") == std::string::npos ? 0 : path.find_last_of(".["));
    const auto found = lines.find(path); // "" is the document
    return found == lines.end() ? 0 : found->second;
}

void Field::unknown(const std::string &name, std::span<const std::string> known) const
{
    std::string all;
    for (const std::string &one : known)
        all += (all.empty() ? "" : ", ") + one;
    const std::string near = nearest(name, known);
    fail(Message(CAUSEWAY_TEXT("%1 is not a field; there are: %2"), m_path, all),
         near.empty() ? Message(CAUSEWAY_TEXT("Take it out.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

void Field::missing(std::string_view name) const
{
    const std::string path = m_path.empty() ? std::string(name) : m_path + "." + std::string(name);
    fail(Message(CAUSEWAY_TEXT("%1 is missing"), path), Message(CAUSEWAY_TEXT("Add “%1” to what begins in this line."), name));
}

void readObject(const Field &object, std::initializer_list<Member> members)
{
    object.eachMember([&](const std::string &name, const Field &field) {
        const auto member = std::ranges::find_if(members, [&](const Member &one) { return one.name == name; });
        if (member != members.end())
            return member->read(field);
        std::vector<std::string> known;
        for (const Member &one : members)
            known.emplace_back(one.name);
        field.unknown(name, known);
    });
    for (const Member &member : members)
        if (member.required && object.value().find(member.name) == nullptr)
            object.missing(member.name);
}

Distribution readDistribution(const Field &field)
{
    Distribution out;
    const auto family = [&](Distribution::Kind kind) {
        return [&out, kind](const Field &of) {
            out.kind = kind;
            readObject(of, {{"mean", true, [&](const Field &f) { out.mean = f.number(); }}, {"cv", true, [&](const Field &f) { out.cv = f.number(); }}});
        };
    };
    readObject(field, {{"constant", false, [&](const Field &f) { out = {Distribution::Kind::Constant, f.number(), 0, {}}; }},
                       {"exponential", false, [&](const Field &f) { out = {Distribution::Kind::Exponential, f.number(), 1, {}}; }},
                       {"lognormal", false, family(Distribution::Kind::Lognormal)},
                       {"gamma", false, family(Distribution::Kind::Gamma)},
                       {"empirical", false, [&](const Field &f) {
                            out = {Distribution::Kind::Empirical, 0, 0, f.numbers()};
                            std::ranges::sort(out.values);
                            out.mean = std::accumulate(out.values.begin(), out.values.end(), 0.0) / static_cast<double>(std::max<std::size_t>(out.values.size(), 1));
                        }}});
    if (field.value().members.size() != 1)
        field.fail(Message(CAUSEWAY_TEXT("%1 must be one distribution: constant, exponential, lognormal, gamma or empirical"), field.path()), Message(CAUSEWAY_TEXT("Write it as {\"constant\": 0.01}, or {\"lognormal\": {\"mean\": 0.01, \"cv\": 1}}.")));
    return out;
}

} // namespace causeway::simulate
