#include "analysis/allocate/rules/rule.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "analysis/core/nearest.h"
#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_fields.h"

namespace causeway::allocate::rules {

using simulate::Scenario;

namespace {

constexpr std::array<MetricInfo, 13> kMetrics{{{"utilisation", true, true, "of the servers, 0 … 1"},
                                               {"queue", true, true, "requests that wait: their mean; of a replica those of now"},
                                               {"wait", true, false, "mean, s"},
                                               {"latency_mean", true, false, "s"},
                                               {"latency_p95", true, false, "s"},
                                               {"latency_p99", true, false, "s"},
                                               {"arrivals", true, false, "per second"},
                                               {"errors", true, false, "share of the answers"},
                                               {"dropped", true, false, "share of the arrivals"},
                                               {"violations", true, false, "share of the requests of its operations that miss their objective"},
                                               {"replicas", true, false, "asked for"},
                                               {"down", true, true, "replicas that are down"},
                                               {"node", false, true, "cores in use of the node that the replica is on, 0 … 1"}}};

constexpr std::array<PrimitiveInfo, 12> kPrimitives{{{"add_replicas", Level::Service, false, "number", 1, 10'000, "so many more"},
                                                     {"remove_replicas", Level::Service, false, "number", 1, 10'000, "so many fewer, one stays"},
                                                     {"set_replicas", Level::Service, false, "number", 1, 10'000, "so many"},
                                                     {"dim", Level::Service, false, "share", 0, 1, "that share of the optional calls to it are made"},
                                                     {"limit", Level::Service, false, "requests", 0, 4e9, "so many at most in flight, 0: no limit"},
                                                     {"rate_limit", Level::Service, false, "per second", 0, 1e9, "so many at most, 0: no limit"},
                                                     {"route", Level::Service, false, "routing", 0, 0, "to its replicas by round_robin, random, least_connections or jsq2"},
                                                     {"speed", Level::Service, false, "factor", 1e-3, 1e3, "another version of it, as fast"},
                                                     {"weight", Level::Service, true, "weight", 0, 1e6, "requests go to the replica in proportion"},
                                                     {"restart", Level::Instance, true, "", 0, 0, "the replica loses what it has and starts anew"},
                                                     {"move", Level::Instance, true, "node", 0, 0, "to that node, * the least used one of its domain: another starts there, this one finishes"},
                                                     {"resize", Level::Instance, true, "factor", 1e-3, 1e3, "the replica gets as fast"}}};

// name ( argument, argument ) rest
struct Phrase {
    std::string name, rest;
    std::vector<std::string> arguments;
    std::vector<bool> quoted;
};

std::string trimmed(std::string_view text)
{
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string() : std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

std::optional<Phrase> phraseOf(std::string_view text)
{
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos)
        return std::nullopt;
    Phrase out;
    out.name = trimmed(text.substr(0, open));
    std::string argument;
    bool quoted = false;
    for (std::size_t at = open + 1; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            quoted = !quoted;
        if (quoted || (c != ',' && c != ')')) {
            argument += c;
            continue;
        }
        out.arguments.push_back(trimmed(argument));
        argument.clear();
        if (c == ')') {
            out.rest = trimmed(text.substr(at + 1));
            return out;
        }
    }
    return std::nullopt;
}

std::optional<double> numberOf(std::string_view text)
{
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size() && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

template <typename T>
std::string namesOf(const T &all)
{
    std::string out;
    for (const auto &one : all)
        out += (out.empty() ? "" : ", ") + std::string(one.name);
    return out;
}

template <typename T>
Message near(std::string_view word, const T &all)
{
    std::vector<std::string> names;
    for (const auto &one : all)
        names.emplace_back(one.name);
    const std::string found = nearest(word, names);
    return found.empty() ? Message(CAUSEWAY_TEXT("There are: %1."), namesOf(all)) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), found);
}

class Parser {
public:
    Parser(const simulate::PolicyRule &rule, const Scenario &scenario) : m_rule(rule), m_scenario(scenario) {}

    Result<Rule> run()
    {
        m_out.forS = m_rule.forS;
        m_out.cooldownS = m_rule.cooldownS;
        m_out.priority = m_rule.priority;
        m_out.dry = m_rule.dry;
        for (const auto &[name, value] : {std::pair{"for_s", m_rule.forS}, {"cooldown_s", m_rule.cooldownS}})
            if (!(value >= 0 && value <= simulate::most::kSeconds))
                return wrong(name, Message(CAUSEWAY_TEXT("must be between %1 and %2, it is %3"), 0, simulate::most::kSeconds, value), Message(CAUSEWAY_TEXT("Give it in seconds.")));
        CAUSEWAY_TRY(condition());
        CAUSEWAY_TRY(action());
        return m_out;
    }

private:
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view field, const Message &why, Message hint) const
    {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The rule cannot be used")), Message(CAUSEWAY_TEXT("%1: %2"), field, why.toEnglish()), std::move(hint));
    }
    Result<Subject> subject(std::string_view field, std::string text) const
    {
        Subject out;
        std::string name, place;
        if (text.starts_with('"')) {
            const std::size_t close = text.find('"', 1);
            name = text.substr(1, close == std::string::npos ? close : close - 1);
            place = close == std::string::npos ? std::string() : trimmed(std::string_view(text).substr(close + 1));
        } else {
            const std::size_t hash = text.find('#');
            name = trimmed(std::string_view(text).substr(0, hash));
            place = hash == std::string::npos ? std::string() : text.substr(hash);
        }
        if (name == "*" && !text.starts_with('"'))
            out.service = kAny;
        else {
            const auto found = std::ranges::find(m_scenario.services, name, &simulate::Service::name);
            if (found == m_scenario.services.end())
                return wrong(field, Message(CAUSEWAY_TEXT("there is no service \"%1\""), name), near(name, m_scenario.services));
            out.service = static_cast<std::uint32_t>(found - m_scenario.services.begin());
        }
        if (place.empty())
            return out;
        if (const std::string which = place.starts_with('#') ? trimmed(std::string_view(place).substr(1)) : std::string(); which == "*")
            out.place = kAny;
        else if (const auto number = numberOf(which); number && *number >= 0 && *number < simulate::most::kReplicas && *number == std::floor(*number))
            out.place = static_cast<std::uint32_t>(*number);
        else
            return wrong(field, Message(CAUSEWAY_TEXT("“%1” is no replica"), text), Message(CAUSEWAY_TEXT("Write %1#0 for its first one, %1#* for each."), name));
        return out;
    }
    Result<void> condition()
    {
        const Message form(CAUSEWAY_TEXT("Write it as: utilisation(order) > 0.8"));
        const auto phrase = phraseOf(m_rule.when);
        if (!phrase || phrase->arguments.size() != 1)
            return wrong("when", Message(CAUSEWAY_TEXT("“%1” is no condition"), m_rule.when), form);
        const auto metric = std::ranges::find(kMetrics, phrase->name, &MetricInfo::name);
        if (metric == kMetrics.end())
            return wrong("when", Message(CAUSEWAY_TEXT("there is no metric \"%1\""), phrase->name), near(phrase->name, kMetrics));
        m_out.metric = static_cast<Metric>(metric - kMetrics.begin());
        CAUSEWAY_ASSIGN(m_out.subject, subject("when", phrase->arguments.front()));
        if (m_out.subject.place == kNothing ? !metric->ofService : !metric->ofInstance)
            return wrong("when", m_out.subject.place == kNothing ? Message(CAUSEWAY_TEXT("\"%1\" is of a replica, not of a service"), phrase->name) : Message(CAUSEWAY_TEXT("\"%1\" is of a service, not of a replica"), phrase->name),
                         m_out.subject.place == kNothing ? Message(CAUSEWAY_TEXT("Write %1#* for each replica."), phrase->arguments.front()) : Message(CAUSEWAY_TEXT("Leave out what begins with “#”.")));
        static constexpr std::array<std::string_view, 4> comparisons{">=", "<=", ">", "<"};
        static constexpr std::array<Rule::Comparison, 4> meant{Rule::Comparison::AtLeast, Rule::Comparison::AtMost, Rule::Comparison::Above, Rule::Comparison::Below};
        for (std::size_t i = 0; i < comparisons.size(); ++i)
            if (phrase->rest.starts_with(comparisons[i])) {
                const auto value = numberOf(trimmed(std::string_view(phrase->rest).substr(comparisons[i].size())));
                if (!value)
                    break;
                m_out.comparison = meant[i];
                m_out.value = *value;
                return {};
            }
        return wrong("when", Message(CAUSEWAY_TEXT("“%1” is no comparison with a number"), phrase->rest), form);
    }
    Result<void> action()
    {
        const auto phrase = phraseOf(m_rule.action);
        if (!phrase || !phrase->rest.empty())
            return wrong("do", Message(CAUSEWAY_TEXT("“%1” is nothing that can be done"), m_rule.action), Message(CAUSEWAY_TEXT("Write it as: add_replicas(order, 1)")));
        const auto primitive = std::ranges::find(kPrimitives, phrase->name, &PrimitiveInfo::name);
        if (primitive == kPrimitives.end())
            return wrong("do", Message(CAUSEWAY_TEXT("there is no primitive \"%1\""), phrase->name), near(phrase->name, kPrimitives));
        m_out.primitive = static_cast<Primitive>(primitive - kPrimitives.begin());
        const Message form(CAUSEWAY_TEXT("Write it as: %1(%2%3)"), phrase->name, primitive->ofInstance ? "order#0" : "order", primitive->argument.empty() ? std::string() : ", " + std::string(primitive->argument));
        if (phrase->arguments.size() != (primitive->argument.empty() ? 1u : 2u))
            return wrong("do", Message(CAUSEWAY_TEXT("\"%1\" takes %2 arguments"), phrase->name, primitive->argument.empty() ? 1 : 2), form);
        CAUSEWAY_ASSIGN(m_out.target, subject("do", phrase->arguments.front()));
        if ((m_out.target.place == kNothing) == primitive->ofInstance)
            return wrong("do", primitive->ofInstance ? Message(CAUSEWAY_TEXT("\"%1\" is done to a replica, not to a service"), phrase->name) : Message(CAUSEWAY_TEXT("\"%1\" is done to a service, not to a replica"), phrase->name), form);
        // What * stands for, the condition must say.
        if ((m_out.target.service == kAny && m_out.subject.service != kAny) || (m_out.target.place == kAny && (m_out.subject.place != kAny || m_out.subject.service != m_out.target.service)))
            return wrong("do", Message(CAUSEWAY_TEXT("the condition does not say which one * is")), Message(CAUSEWAY_TEXT("Have the condition be about %1, too."), phrase->arguments.front()));
        if (primitive->argument.empty())
            return {};
        return argument(*primitive, phrase->arguments[1]);
    }
    Result<void> argument(const PrimitiveInfo &info, std::string text)
    {
        if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
            text = text.substr(1, text.size() - 2);
        if (m_out.primitive == Primitive::Route) {
            const auto routing = std::ranges::find(simulate::kRoutings, text);
            m_out.routing = static_cast<simulate::Routing>(routing - simulate::kRoutings.begin());
            if (routing == simulate::kRoutings.end() || m_out.routing == simulate::Routing::Shared)
                return wrong("do", Message(CAUSEWAY_TEXT("\"%1\" is no routing that can be set"), text), Message(CAUSEWAY_TEXT("There are: %1."), "round_robin, random, least_connections, jsq2"));
            return {};
        }
        if (m_out.primitive == Primitive::Move) {
            if (text == "*")
                return {};
            const auto node = std::ranges::find(m_scenario.nodes, text, &simulate::Node::name);
            if (node == m_scenario.nodes.end())
                return wrong("do", Message(CAUSEWAY_TEXT("there is no node \"%1\""), text), m_scenario.nodes.empty() ? Message(CAUSEWAY_TEXT("The scenario has no nodes.")) : near(text, m_scenario.nodes));
            m_out.node = static_cast<std::uint32_t>(node - m_scenario.nodes.begin());
            return {};
        }
        const auto number = numberOf(text);
        if (!number || !(*number >= info.least && *number <= info.most))
            return wrong("do", Message(CAUSEWAY_TEXT("“%1” must be a number between %2 and %3"), text, info.least, info.most), Message(CAUSEWAY_TEXT("Write it as: %1(…, %2)"), info.name, std::clamp(1.0, info.least, info.most)));
        if ((info.argument == "number" || info.argument == "requests") && *number != std::floor(*number))
            return wrong("do", Message(CAUSEWAY_TEXT("“%1” must be a whole number"), text), Message(CAUSEWAY_TEXT("Write it as: %1(…, %2)"), info.name, std::floor(*number)));
        m_out.amount = *number;
        return {};
    }

    const simulate::PolicyRule &m_rule;
    const Scenario &m_scenario;
    Rule m_out;
};

} // namespace

std::span<const MetricInfo> metrics() { return kMetrics; }
std::span<const PrimitiveInfo> primitives() { return kPrimitives; }

Result<Rule> parse(const simulate::PolicyRule &rule, const Scenario &scenario) { return Parser(rule, scenario).run(); }

std::vector<simulate::PolicyRule> usualRules()
{
    return {{"utilisation(*) > 0.8", "add_replicas(*, 1)", 30, 60, 10}, {"utilisation(*) < 0.3", "remove_replicas(*, 1)", 120, 120, 5}, {"down(*#*) >= 1", "restart(*#*)", 10, 60, 20}};
}

std::vector<simulate::PolicyRule> rulesOf(const Scenario &scenario) { return scenario.rules.empty() ? usualRules() : scenario.rules; }

std::vector<simulate::ScenarioNote> checkRules(const Scenario &scenario)
{
    std::vector<simulate::ScenarioNote> problems;
    if (scenario.rules.size() > kMostRules)
        return {{"policy.rules", Message(CAUSEWAY_TEXT("%1 has %2 entries; at most %3 can be used"), "policy.rules", scenario.rules.size(), kMostRules)}};
    for (std::size_t i = 0; i < scenario.rules.size(); ++i)
        if (const auto rule = parse(scenario.rules[i], scenario); !rule) {
            const std::string path = "policy.rules[" + std::to_string(i) + "]", why = rule.error().why.toEnglish();
            problems.push_back({path + "." + why.substr(0, why.find(':')), Message(CAUSEWAY_TEXT("%1.%2"), path, why), rule.error().hint});
        }
    return problems;
}

std::vector<simulate::ScenarioNote> warnRules(const Scenario &scenario)
{
    std::vector<simulate::ScenarioNote> out;
    for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
        const auto rule = parse(scenario.rules[i], scenario);
        for (std::uint32_t s = 0; rule && s < scenario.services.size(); ++s) {
            const std::optional<simulate::Floor> &floor = scenario.services[s].floor;
            if (!floor || (rule->target.service != kAny && rule->target.service != s))
                continue;
            const std::string path = "policy.rules[" + std::to_string(i) + "].do", &name = scenario.services[s].name;
            if (rule->primitive == Primitive::SetReplicas && rule->amount < floor->minReplicas)
                out.push_back({path, Message(CAUSEWAY_TEXT("%1: services.%2.floor.min_replicas is %3, so that fewer are refused each time"), path, name, floor->minReplicas), Message(CAUSEWAY_TEXT("Raise the number, or lower the floor."))});
            if (rule->primitive == Primitive::Dim && floor->neverDimmed && rule->amount < 1)
                out.push_back({path, Message(CAUSEWAY_TEXT("%1: services.%2.floor.never_dimmed forbids it each time"), path, name), Message(CAUSEWAY_TEXT("Leave the rule out, or take the floor back."))});
        }
    }
    return out;
}

} // namespace causeway::allocate::rules
