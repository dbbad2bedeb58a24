#include "analysis/simulate/read_scenario.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "analysis/simulate/json_tree.h"
#include "analysis/simulate/scenario_fields.h"

namespace causeway::simulate {

namespace {

using Kind = JsonValue::Kind;

// Keeps the first problem; what is read after it is of no use.
struct Reading {
    std::optional<Error> error;
    std::map<std::string, std::uint64_t> lines; // of fields

    void fail(std::uint64_t line, Message why)
    {
        if (!error)
            error = Error{ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario cannot be used")), std::move(why), {}, {{}, line, -1}};
    }
};

// A value and its place.
class Field {
public:
    Field(Reading &reading, const JsonValue &value, std::string path) : m_reading(reading), m_value(value), m_path(std::move(path))
    {
        m_reading.lines.emplace(m_path, value.line);
    }

    [[nodiscard]] const JsonValue &value() const { return m_value; }
    [[nodiscard]] bool is(Kind kind) const { return m_value.kind == kind; }
    void fail(Message why) const { m_reading.fail(m_value.line, std::move(why)); }
    [[nodiscard]] const std::string &path() const { return m_path; }

    [[nodiscard]] double number() const
    {
        if (!is(Kind::Number))
            fail(Message(CAUSEWAY_TEXT("%1 must be a number"), m_path));
        return m_value.number;
    }
    [[nodiscard]] unsigned count() const
    {
        const double value = number();
        if (value < 0 || value != std::floor(value) || value > std::numeric_limits<unsigned>::max()) {
            fail(Message(CAUSEWAY_TEXT("%1 must be a whole number that is not negative"), m_path));
            return 0;
        }
        return static_cast<unsigned>(value);
    }
    [[nodiscard]] std::string text() const
    {
        if (!is(Kind::Text))
            fail(Message(CAUSEWAY_TEXT("%1 must be a text"), m_path));
        return m_value.text;
    }
    [[nodiscard]] bool truth() const
    {
        if (!is(Kind::Boolean))
            fail(Message(CAUSEWAY_TEXT("%1 must be true or false"), m_path));
        return m_value.truth;
    }
    template <std::size_t N>
    [[nodiscard]] std::size_t oneOf(const std::array<std::string_view, N> &names) const
    {
        const std::string name = text();
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            std::string all;
            for (const std::string_view one : names)
                all += (all.empty() ? "" : ", ") + std::string(one);
            fail(Message(CAUSEWAY_TEXT("%1 is none of: %2"), m_path, all));
            return 0;
        }
        return static_cast<std::size_t>(found - names.begin());
    }

    template <typename F>
    void each(const F &f) const // f(Field) of an array's items
    {
        if (!is(Kind::Array))
            return fail(Message(CAUSEWAY_TEXT("%1 must be a list"), m_path));
        for (std::size_t i = 0; i < m_value.items.size() && !m_reading.error; ++i)
            f(Field(m_reading, m_value.items[i], m_path + "[" + std::to_string(i) + "]"));
    }
    template <typename F>
    void eachMember(const F &f) const // f(name, Field)
    {
        if (!is(Kind::Object))
            return fail(Message(CAUSEWAY_TEXT("%1 must be an object"), m_path));
        for (const auto &[name, member] : m_value.members)
            if (!m_reading.error)
                f(name, Field(m_reading, member, m_path.empty() ? name : m_path + "." + name));
    }
    [[nodiscard]] std::vector<double> numbers() const
    {
        std::vector<double> out;
        each([&](const Field &item) { out.push_back(item.number()); });
        return out;
    }
    [[nodiscard]] Series series() const
    {
        Series out;
        each([&](const Field &item) {
            if (const std::vector<double> pair = item.numbers(); pair.size() == 2)
                out.emplace_back(pair[0], pair[1]);
            else
                item.fail(Message(CAUSEWAY_TEXT("%1 must be a pair of a time and a value"), item.path()));
        });
        return out;
    }
    void unknown(std::string_view known) const { fail(Message(CAUSEWAY_TEXT("%1 is not a field of a scenario; there are: %2"), m_path, known)); }
    void missing(std::string_view name) const { fail(Message(CAUSEWAY_TEXT("%1 is missing"), m_path.empty() ? std::string(name) : m_path + "." + std::string(name))); }

private:
    Reading &m_reading;
    const JsonValue &m_value;
    std::string m_path;
};

struct Member {
    const char *name;
    bool required;
    std::function<void(const Field &)> read;
};

void readObject(const Field &object, std::initializer_list<Member> members)
{
    object.eachMember([&](const std::string &name, const Field &field) {
        const auto member = std::ranges::find_if(members, [&](const Member &one) { return one.name == name; });
        if (member != members.end())
            return member->read(field);
        std::string known;
        for (const Member &one : members)
            known += (known.empty() ? "" : ", ") + std::string(one.name);
        field.unknown(known);
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
        field.fail(Message(CAUSEWAY_TEXT("%1 must be one distribution: constant, exponential, lognormal, gamma or empirical"), field.path()));
    return out;
}

Call readCall(const Field &field)
{
    Call call;
    readObject(field, {{"operation", true, [&](const Field &f) { call.operation = f.text(); }},
                       {"probability", false, [&](const Field &f) { call.probability = f.number(); }},
                       {"delay_s", false, [&](const Field &f) { call.delay = readDistribution(f); }},
                       {"async", false, [&](const Field &f) { call.async = f.truth(); }},
                       {"timeout_s", false, [&](const Field &f) { if (!f.is(Kind::Null)) call.timeoutS = f.number(); }},
                       {"retries", false, [&](const Field &f) { call.retries = f.count(); }},
                       {"backoff_s", false, [&](const Field &f) { call.backoffS = f.number(); }},
                       {"breaker", false, [&](const Field &f) {
                            call.breaker.emplace();
                            readObject(f, {{"failures", false, [&](const Field &b) { call.breaker->failures = b.count(); }},
                                           {"open_s", false, [&](const Field &b) { call.breaker->openS = b.number(); }}});
                        }},
                       {"optional", false, [&](const Field &f) { call.dispensable = f.truth(); }}});
    return call;
}

Operation readOperation(const std::string &name, const Field &field)
{
    Operation operation;
    operation.name = name;
    readObject(field, {{"service", true, [&](const Field &f) { operation.service = f.text(); }},
                       {"self_s", true, [&](const Field &f) { operation.self = readDistribution(f); }},
                       {"error_probability", false, [&](const Field &f) { operation.errorProbability = f.number(); }},
                       {"priority", false, [&](const Field &f) { operation.priority = static_cast<int>(std::clamp(f.number(), -1e6, 1e6)); }},
                       {"deferrable_s", false, [&](const Field &f) { if (!f.is(Kind::Null)) operation.deferrableS = f.number(); }},
                       {"calls", false, [&](const Field &f) {
                            f.each([&](const Field &item) {
                                auto &step = operation.steps.emplace_back();
                                if (item.value().find("parallel") == nullptr)
                                    return step.push_back(readCall(item));
                                readObject(item, {{"parallel", true, [&](const Field &group) { group.each([&](const Field &call) { step.push_back(readCall(call)); }); }}});
                            });
                        }}});
    return operation;
}

Service readService(const std::string &name, const Field &field)
{
    Service service;
    service.name = name;
    readObject(field, {{"replicas", false, [&](const Field &f) { service.replicas = f.count(); }},
                       {"servers", false, [&](const Field &f) { service.servers = f.count(); }},
                       {"discipline", false, [&](const Field &f) { service.discipline = static_cast<Discipline>(f.oneOf(kDisciplines)); }},
                       {"queue_limit", false, [&](const Field &f) { if (!f.is(Kind::Null)) service.queueLimit = f.count(); }},
                       {"node", false, [&](const Field &f) {
                            if (f.is(Kind::Array))
                                f.each([&](const Field &item) { service.nodes.push_back(item.text()); });
                            else if (!f.is(Kind::Null))
                                service.nodes.push_back(f.text());
                        }},
                       {"routing", false, [&](const Field &f) { service.routing = static_cast<Routing>(f.oneOf(kRoutings)); }},
                       {"routing_view_s", false, [&](const Field &f) { service.routingViewS = f.number(); }},
                       {"speeds", false, [&](const Field &f) { service.speeds = f.numbers(); }},
                       {"cold_start_s", false, [&](const Field &f) { service.coldStart = readDistribution(f); }},
                       {"failures", false, [&](const Field &f) {
                            service.failures.emplace();
                            readObject(f, {{"mtbf_s", true, [&](const Field &d) { service.failures->between = readDistribution(d); }},
                                           {"mttr_s", true, [&](const Field &d) { service.failures->repair = readDistribution(d); }}});
                        }},
                       {"price_per_h", false, [&](const Field &f) { service.pricePerH = f.number(); }},
                       {"speed_over_time", false, [&](const Field &f) { service.speedOverTime = f.series(); }},
                       {"floor", false, [&](const Field &f) {
                            service.floor.emplace();
                            readObject(f, {{"min_replicas", false, [&](const Field &b) { service.floor->minReplicas = b.count(); }},
                                           {"most_shed", false, [&](const Field &b) { service.floor->mostShed = b.number(); }},
                                           {"never_dimmed", false, [&](const Field &b) { service.floor->neverDimmed = b.truth(); }}});
                        }}});
    return service;
}

Arrivals readArrivals(const Field &field)
{
    Arrivals arrivals;
    int kinds = 0;
    readObject(field, {{"operation", true, [&](const Field &f) { arrivals.operation = f.text(); }},
                       {"poisson", false, [&](const Field &f) {
                            ++kinds;
                            readObject(f, {{"rate_per_s", true, [&](const Field &r) { arrivals.ratePerS = r.number(); }}});
                        }},
                       {"rates", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.rates = f.series();
                            if (arrivals.rates.empty())
                                f.fail(Message(CAUSEWAY_TEXT("%1 must not be empty"), f.path()));
                        }},
                       {"times_s", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.times = f.numbers();
                            if (arrivals.times.empty())
                                f.fail(Message(CAUSEWAY_TEXT("%1 must not be empty"), f.path()));
                        }},
                       {"closed", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.closed.emplace();
                            readObject(f, {{"users", true, [&](const Field &u) { arrivals.closed->users = u.count(); }},
                                           {"think_s", true, [&](const Field &t) { arrivals.closed->think = readDistribution(t); }}});
                        }}});
    if (kinds != 1)
        field.fail(Message(CAUSEWAY_TEXT("%1 must have one of: poisson, rates, times_s, closed"), field.path()));
    return arrivals;
}

Node readNode(const std::string &name, const Field &field)
{
    Node node;
    node.name = name;
    readObject(field, {{"cores", false, [&](const Field &f) { node.cores = f.number(); }},
                       {"idle_w", false, [&](const Field &f) { node.idleW = f.number(); }},
                       {"max_w", false, [&](const Field &f) { node.maxW = f.number(); }},
                       {"price_per_h", false, [&](const Field &f) { node.pricePerH = f.number(); }},
                       {"off_w", false, [&](const Field &f) { if (!f.is(Kind::Null)) node.offW = f.number(); }},
                       {"domain", false, [&](const Field &f) { if (!f.is(Kind::Null)) node.domain = f.text(); }}});
    node.maxW = field.value().find("max_w") == nullptr ? node.idleW : node.maxW;
    return node;
}

Series steadyOr(const Field &field) { return field.is(Kind::Number) ? Series{{0, field.number()}} : field.series(); }

void readScenarioFields(const Field &root, Scenario &out)
{
    readObject(root, {{"causeway_scenario", true, [&](const Field &) {}},
                      {"seed", false, [&](const Field &f) {
                           const double seed = f.number();
                           if (seed < 0 || seed != std::floor(seed) || seed > 0x1p53)
                               f.fail(Message(CAUSEWAY_TEXT("%1 must be a whole number that is not negative"), f.path()));
                           else
                               out.seed = static_cast<std::uint64_t>(seed);
                       }},
                      {"warmup_s", false, [&](const Field &f) { out.warmupS = f.number(); }},
                      {"duration_s", true, [&](const Field &f) { out.durationS = f.number(); }},
                      {"services", true, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.services.push_back(readService(name, of)); }); }},
                      {"operations", true, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.operations.push_back(readOperation(name, of)); }); }},
                      {"arrivals", true, [&](const Field &f) { f.each([&](const Field &of) { out.arrivals.push_back(readArrivals(of)); }); }},
                      {"nodes", false, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.nodes.push_back(readNode(name, of)); }); }},
                      {"domains", false, [&](const Field &f) {
                           f.eachMember([&](const std::string &name, const Field &of) {
                               Domain &domain = out.domains.emplace_back();
                               domain.name = name;
                               readObject(of, {{"price_per_kwh", false, [&](const Field &s) { domain.pricePerKwh = steadyOr(s); }},
                                               {"carbon_g_per_kwh", false, [&](const Field &s) { domain.carbonPerKwh = steadyOr(s); }},
                                               {"green_w", false, [&](const Field &s) { domain.greenW = steadyOr(s); }}});
                           });
                       }},
                      {"links", false, [&](const Field &f) {
                           f.each([&](const Field &of) {
                               Link &link = out.links.emplace_back();
                               readObject(of, {{"from", true, [&](const Field &n) { link.from = n.text(); }},
                                               {"to", true, [&](const Field &n) { link.to = n.text(); }},
                                               {"latency_s", true, [&](const Field &d) { link.latency = readDistribution(d); }}});
                           });
                       }},
                      {"slo", false, [&](const Field &f) {
                           f.eachMember([&](const std::string &name, const Field &of) {
                               Objective &objective = out.objectives.emplace_back();
                               objective.operation = name;
                               readObject(of, {{"latency_s", true, [&](const Field &n) { objective.latencyS = n.number(); }},
                                               {"share", false, [&](const Field &n) { objective.share = n.number(); }}});
                           });
                       }},
                      {"policy", false, [&](const Field &f) {
                           readObject(f, {{"name", true, [&](const Field &n) { out.policy.name = n.text(); }},
                                          {"settings", false, [&](const Field &s) {
                                               s.eachMember([&](const std::string &name, const Field &value) { out.policy.settings[name] = value.number(); });
                                           }}});
                       }},
                      {"notes", false, [&](const Field &f) {
                           f.each([&](const Field &of) {
                               ScenarioNote note;
                               readObject(of, {{"field", true, [&](const Field &n) { note.field = n.text(); }},
                                               {"why", true, [&](const Field &n) { note.why = Message(CAUSEWAY_TEXT("%1"), n.text()); }}});
                               out.notes.push_back(std::move(note));
                           });
                       }}});
}

} // namespace

Result<Scenario> readScenario(std::string_view text, const ScenarioCheck &alsoCheck)
{
    CAUSEWAY_ASSIGN(const JsonValue tree, parseJson(text));
    Reading reading;
    const Field root(reading, tree, {});
    const JsonValue *format = tree.find("causeway_scenario");
    if (tree.kind != Kind::Object || format == nullptr || format->kind != Kind::Number)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("This is not a scenario")), Message(CAUSEWAY_TEXT("an object with \"causeway_scenario\": 1 was expected")));
    if (format->number != 1)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("The scenario cannot be used")), Message(CAUSEWAY_TEXT("it is of format %1; this program reads format 1"), format->number), {}, {{}, format->line, -1});
    Scenario out;
    readScenarioFields(root, out);
    if (!reading.error) {
        auto problems = checkScenario(out);
        if (problems.empty() && alsoCheck)
            problems = alsoCheck(out);
        if (!problems.empty()) {
            // The field itself may not stand in the file: then what holds it.
            std::string path = problems.front().field;
            while (!path.empty() && !reading.lines.contains(path))
                path.resize(path.find_last_of(".[") == std::string::npos ? 0 : path.find_last_of(".["));
            reading.fail(path.empty() ? 0 : reading.lines[path], std::move(problems.front().why));
        }
    }
    if (reading.error)
        return failure(std::move(*reading.error));
    return out;
}

} // namespace causeway::simulate
