#include "analysis/simulate/scenario_fields_walk.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_fields.h"

namespace causeway::simulate {

namespace {

constexpr double kMoney = 1e9, kSeriesMost = 1e12;

// All values times the same; where all are 0, each becomes the mean.
void setMean(Series &series, double mean)
{
    const auto sum = std::accumulate(series.begin(), series.end(), 0.0, [](double all, const auto &point) { return all + point.second; });
    for (auto &[at, value] : series)
        value = sum > 0 ? value * mean * static_cast<double>(series.size()) / sum : mean;
    if (series.empty())
        series.emplace_back(0, mean);
}

double meanOf(const Series &series)
{
    const auto sum = std::accumulate(series.begin(), series.end(), 0.0, [](double all, const auto &point) { return all + point.second; });
    return series.empty() ? 0 : sum / static_cast<double>(series.size());
}

struct Bounds {
    double least = 0, most = 0;
};

class Walk {
public:
    Walk(Scenario &scenario, std::string_view only) : m(scenario), m_only(only) {}

    std::vector<FieldAccess> run()
    {
        number("seed", FieldKind::Other, "", {0, 0x1p53}, m.seed);
        number("warmup_s", FieldKind::Other, "s", {0, most::kSeconds}, m.warmupS);
        number("duration_s", FieldKind::Other, "s", {1e-6, most::kSeconds}, m.durationS);
        if (mayBe("correlation"))
            number("correlation", FieldKind::Other, "", {0, most::kCorrelation}, m.correlation);
        if (mayBe("approve"))
            approvals("approve", m.approve);
        for (Service &service : m.services)
            if (const std::string path = "services." + service.name; mayBe(path))
                of(path, service);
        for (Operation &operation : m.operations)
            if (const std::string path = "operations." + operation.name; mayBe(path))
                of(path, operation);
        arrivals();
        infrastructure();
        for (Objective &objective : m.objectives)
            if (const std::string path = "slo." + objective.operation; mayBe(path)) {
                number(path + ".latency_s", FieldKind::Objective, "s", {0, most::kSeconds}, objective.latencyS);
                number(path + ".share", FieldKind::Objective, "", {0, 1}, objective.share);
            }
        for (std::size_t i = 0; i < m.faults.size(); ++i)
            of("faults[" + std::to_string(i) + "]", m.faults[i]);
        policy();
        return std::move(m_out);
    }

private:
    using Get = std::function<std::optional<double>()>;
    using Set = std::function<void(std::optional<double>)>;

    [[nodiscard]] bool mayBe(const std::string &prefix) const
    {
        return m_only.empty() || (m_only.starts_with(prefix) && (m_only.size() == prefix.size() || m_only[prefix.size()] == '.' || m_only[prefix.size()] == '['));
    }
    ScenarioField &add(std::string path, FieldKind kind, std::string_view unit, Bounds bounds, Get get, Set set)
    {
        FieldAccess &access = m_out.emplace_back();
        access.field.path = std::move(path);
        access.field.kind = kind;
        access.field.unit = unit;
        access.field.least = bounds.least;
        access.field.most = bounds.most;
        access.get = std::move(get);
        access.set = std::move(set);
        return access.field;
    }
    template <typename T>
    void number(std::string path, FieldKind kind, std::string_view unit, Bounds bounds, T &value)
    {
        add(std::move(path), kind, unit, bounds, [&value] { return static_cast<double>(value); }, [&value](std::optional<double> to) { value = static_cast<T>(*to); }).whole = std::is_integral_v<T>;
    }
    template <typename T>
    void numberOrNone(std::string path, FieldKind kind, std::string_view unit, Bounds bounds, std::optional<T> &value)
    {
        ScenarioField &field = add(
            std::move(path), kind, unit, bounds, [&value] { return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt; },
            [&value](std::optional<double> to) { value = to ? std::optional<T>(static_cast<T>(*to)) : std::nullopt; });
        field.optional = true;
        field.whole = std::is_integral_v<T>;
    }
    void truth(std::string path, FieldKind kind, const std::function<bool *()> &find)
    {
        add(std::move(path), kind, "", {0, 1}, [find] { return *find() ? 1 : 0; }, [find](std::optional<double> to) { *find() = *to != 0; }).whole = true;
    }
    void distribution(const std::string &path, FieldKind kind, Distribution &d, double least = 0)
    {
        const bool family = d.kind == Distribution::Kind::Lognormal || d.kind == Distribution::Kind::Gamma;
        add(path + ".mean", kind, "s", {family ? std::max(least, 1e-12) : least, most::kSeconds}, [&d] { return d.mean; }, [&d](std::optional<double> to) {
            if (d.mean > 0)
                scale(d, *to / d.mean);
            else
                d = {Distribution::Kind::Constant, *to, 0, {}};
            d.mean = d.kind == Distribution::Kind::Empirical ? d.mean : *to;
        }).summary = d.kind == Distribution::Kind::Empirical;
        if (family)
            number(path + ".cv", kind, "", {1e-6, 100}, d.cv);
    }
    void series(const std::string &path, FieldKind kind, std::string_view unit, Series &values)
    {
        add(path + ".mean", kind, unit, {0, kSeriesMost}, [&values] { return meanOf(values); }, [&values](std::optional<double> to) { setMean(values, *to); }).summary = true;
    }
    void choice(std::string path, std::span<const std::string_view> choices, const std::function<std::size_t()> &get, const std::function<void(std::size_t)> &set)
    {
        FieldAccess &access = m_out.emplace_back();
        access.field.path = std::move(path);
        access.field.choices = choices;
        access.field.name = true;
        access.getName = [choices, get] { return std::string(choices[get()]); };
        access.setName = [choices, set](const std::string &to) { set(static_cast<std::size_t>(std::ranges::find(choices, to) - choices.begin())); };
    }
    void of(const std::string &path, Service &service)
    {
        number(path + ".replicas", FieldKind::Replicas, "", {1, most::kReplicas}, service.replicas);
        number(path + ".servers", FieldKind::Servers, "", {1, most::kServers}, service.servers);
        choice(path + ".discipline", kDisciplines, [&service] { return static_cast<std::size_t>(service.discipline); }, [&service](std::size_t to) { service.discipline = static_cast<Discipline>(to); });
        numberOrNone(path + ".queue_limit", FieldKind::Other, "", {0, 1e9}, service.queueLimit);
        choice(path + ".routing", kRoutings, [&service] { return static_cast<std::size_t>(service.routing); }, [&service](std::size_t to) { service.routing = static_cast<Routing>(to); });
        number(path + ".routing_view_s", FieldKind::Other, "s", {0, most::kSeconds}, service.routingViewS);
        add(path + ".speed", FieldKind::Speed, "", {1e-3, 1e3}, [&service] { return service.speeds.empty() ? 1 : std::accumulate(service.speeds.begin(), service.speeds.end(), 0.0) / static_cast<double>(service.speeds.size()); },
            [&service](std::optional<double> to) {
                if (service.speeds.empty())
                    service.speeds.push_back(1);
                const double factor = *to * static_cast<double>(service.speeds.size()) / std::accumulate(service.speeds.begin(), service.speeds.end(), 0.0);
                for (double &speed : service.speeds)
                    speed *= factor;
            }).summary = true;
        for (std::size_t i = 0; i < service.speeds.size(); ++i)
            number(path + ".speeds[" + std::to_string(i) + "]", FieldKind::Other, "", {1e-3, 1e3}, service.speeds[i]);
        if (service.coldStart)
            distribution(path + ".cold_start_s", FieldKind::Other, *service.coldStart);
        if (service.failures) {
            distribution(path + ".failures.mtbf_s", FieldKind::Failure, service.failures->between, 1e-3);
            distribution(path + ".failures.mttr_s", FieldKind::Failure, service.failures->repair, 1e-3);
        }
        number(path + ".price_per_h", FieldKind::Price, "1/h", {0, kMoney}, service.pricePerH);
        number(path + ".correlation", FieldKind::Other, "", {0, most::kCorrelation}, service.correlation);
        if (!service.speedOverTime.empty())
            series(path + ".speed_over_time", FieldKind::Other, "", service.speedOverTime);
        add(path + ".floor.min_replicas", FieldKind::Floor, "", {0, most::kReplicas}, [&service] { return service.floor ? service.floor->minReplicas : 0; }, [&service](std::optional<double> to) { held(service).minReplicas = static_cast<unsigned>(*to); release(service); }).whole = true;
        add(path + ".floor.most_shed", FieldKind::Floor, "", {0, 1}, [&service] { return service.floor ? service.floor->mostShed : 1; }, [&service](std::optional<double> to) { held(service).mostShed = *to; release(service); });
        add(path + ".floor.never_dimmed", FieldKind::Floor, "", {0, 1}, [&service] { return service.floor && service.floor->neverDimmed ? 1 : 0; }, [&service](std::optional<double> to) { held(service).neverDimmed = *to != 0; release(service); }).whole = true;
        choice(path + ".importance", kImportances, [&service] { return static_cast<std::size_t>(service.importance); }, [&service](std::size_t to) { service.importance = static_cast<Importance>(to); });
        approvals(path + ".approve", service.approve);
    }
    void approvals(const std::string &path, ActionKinds &kinds)
    {
        for (std::size_t i = 0; i < kActionKinds.size(); ++i)
            add(path + "." + std::string(kActionKinds[i]), FieldKind::Floor, "", {0, 1}, [&kinds, i] { return has(kinds, static_cast<ActionKind>(i)) ? 1 : 0; },
                [&kinds, bit = bitOf(static_cast<ActionKind>(i))](std::optional<double> to) { kinds = static_cast<ActionKinds>(*to != 0 ? kinds | bit : kinds & ~bit); }).whole = true;
    }
    static Floor &held(Service &service) { return service.floor ? *service.floor : service.floor.emplace(); }
    static void release(Service &service) // a floor that keeps nothing is none
    {
        if (service.floor == Floor{})
            service.floor.reset();
    }
    void of(const std::string &path, Operation &operation)
    {
        distribution(path + ".self_s", FieldKind::SelfTime, operation.self);
        number(path + ".error_probability", FieldKind::Failure, "", {0, 1}, operation.errorProbability);
        number(path + ".priority", FieldKind::Other, "", {-1e6, 1e6}, operation.priority);
        numberOrNone(path + ".deferrable_s", FieldKind::Other, "s", {0, most::kSeconds}, operation.deferrableS);
        for (std::size_t i = 0; i < operation.steps.size(); ++i) {
            const std::string step = path + ".calls[" + std::to_string(i) + "]";
            for (std::size_t k = 0; k < operation.steps[i].size(); ++k)
                of(operation.steps[i].size() == 1 ? step : step + ".parallel[" + std::to_string(k) + "]", operation.steps[i][k]);
        }
    }
    void of(const std::string &path, Call &call)
    {
        number(path + ".probability", FieldKind::Call, "", {0, 1}, call.probability);
        if (call.delay)
            distribution(path + ".delay_s", FieldKind::Latency, *call.delay);
        truth(path + ".async", FieldKind::Call, [&call] { return &call.async; });
        numberOrNone(path + ".timeout_s", FieldKind::Call, "s", {1e-9, most::kSeconds}, call.timeoutS);
        number(path + ".retries", FieldKind::Call, "", {0, most::kRetries}, call.retries);
        number(path + ".backoff_s", FieldKind::Call, "s", {0, most::kSeconds}, call.backoffS);
        if (call.breaker) {
            number(path + ".breaker.failures", FieldKind::Call, "", {1, 1e6}, call.breaker->failures);
            number(path + ".breaker.open_s", FieldKind::Call, "s", {0, most::kSeconds}, call.breaker->openS);
        }
        truth(path + ".optional", FieldKind::Call, [&call] { return &call.dispensable; });
    }
    void of(const std::string &path, Fault &fault)
    {
        number(path + ".from_s", FieldKind::Other, "s", {-most::kSeconds, most::kSeconds}, fault.fromS);
        numberOrNone(path + ".to_s", FieldKind::Other, "s", {-most::kSeconds, most::kSeconds}, fault.toS);
        if (fault.service.empty())
            return number(path + ".load", FieldKind::Load, "", {0, 1000}, fault.load);
        number(path + ".instances", FieldKind::Failure, "", {0, most::kReplicas}, fault.instances);
        number(path + ".speed", FieldKind::Failure, "", {1e-3, 1e3}, fault.speed);
        number(path + ".error_probability", FieldKind::Failure, "", {0, 1}, fault.errorProbability);
        number(path + ".lost", FieldKind::Failure, "", {0, 1}, fault.lost);
    }
    // What reads and sets outlives this walk: it holds the scenario alone.
    void arrivals()
    {
        Scenario &scenario = m;
        if (!m.arrivals.empty() && std::ranges::none_of(m.arrivals, [](const Arrivals &one) { return one.closed.has_value(); })) {
            const auto all = [&scenario] { return std::accumulate(scenario.arrivals.begin(), scenario.arrivals.end(), 0.0, [&scenario](double sum, const Arrivals &one) { return sum + meanLoad(scenario, one); }); };
            add("arrivals.load", FieldKind::Other, "1/s", {1e-9, most::kRate}, all, [&scenario, all](std::optional<double> to) {
                const double factor = *to / std::max(all(), 1e-300);
                for (Arrivals &one : scenario.arrivals)
                    scaleLoad(one, factor);
            }).summary = true;
        }
        for (std::size_t i = 0; i < m.arrivals.size(); ++i) {
            Arrivals &one = m.arrivals[i];
            const std::string path = "arrivals[" + std::to_string(i) + "]";
            if (!mayBe(path))
                continue;
            ScenarioField &load = add(path + ".load", FieldKind::Load, one.closed ? "" : "1/s", {one.closed ? 1 : 1e-9, one.closed ? most::kUsers : most::kRate}, [&scenario, &one] { return meanLoad(scenario, one); },
                                      [&scenario, &one](std::optional<double> to) { scaleLoad(one, *to / std::max(meanLoad(scenario, one), 1e-300)); });
            load.whole = one.closed.has_value();
            load.summary = true;
            if (one.closed) {
                number(path + ".closed.users", FieldKind::Other, "", {1, most::kUsers}, one.closed->users);
                distribution(path + ".closed.think_s", FieldKind::Other, one.closed->think);
            } else if (one.times.empty() && one.rates.empty())
                number(path + ".poisson.rate_per_s", FieldKind::Other, "1/s", {0, most::kRate}, one.ratePerS);
        }
    }
    void infrastructure()
    {
        for (Node &node : m.nodes)
            if (const std::string path = "nodes." + node.name; mayBe(path)) {
                number(path + ".cores", FieldKind::Servers, "", {0.01, 1e6}, node.cores);
                number(path + ".idle_w", FieldKind::Carbon, "W", {0, 1e9}, node.idleW);
                number(path + ".max_w", FieldKind::Carbon, "W", {0, 1e9}, node.maxW);
                number(path + ".price_per_h", FieldKind::Price, "1/h", {0, kMoney}, node.pricePerH);
                numberOrNone(path + ".off_w", FieldKind::Carbon, "W", {0, 1e9}, node.offW);
            }
        for (Domain &domain : m.domains)
            if (const std::string path = "domains." + domain.name; mayBe(path)) {
                series(path + ".price_per_kwh", FieldKind::Price, "1/kWh", domain.pricePerKwh);
                series(path + ".carbon_g_per_kwh", FieldKind::Carbon, "g/kWh", domain.carbonPerKwh);
                series(path + ".green_w", FieldKind::Carbon, "W", domain.greenW);
            }
        for (std::size_t i = 0; i < m.links.size(); ++i)
            if (const std::string path = "links[" + std::to_string(i) + "]"; mayBe(path))
                distribution(path + ".latency_s", FieldKind::Latency, m.links[i].latency);
    }
    void policy()
    {
        PolicyChoice &policy = m.policy;
        FieldAccess &access = m_out.emplace_back();
        access.field.path = "policy.name";
        access.field.kind = FieldKind::Policy;
        access.field.name = true;
        access.getName = [&policy] { return policy.name; };
        access.setName = [&policy](const std::string &to) {
            if (policy.name != to)
                policy = {to, {}};
        };
        constexpr std::string_view settings = "policy.settings.";
        std::vector<std::string> names;
        for (const auto &[name, value] : policy.settings)
            names.push_back(name);
        if (m_only.starts_with(settings) && m_only.size() > settings.size() && !policy.settings.contains(std::string(m_only.substr(settings.size()))))
            names.emplace_back(m_only.substr(settings.size()));
        for (const std::string &name : names)
            add(std::string(settings) + name, FieldKind::Policy, "", {-1e300, 1e300},
                [&policy, name] { return policy.settings.contains(name) ? std::optional<double>(policy.settings.at(name)) : std::nullopt; },
                [&policy, name](std::optional<double> to) {
                    if (to)
                        policy.settings[name] = *to;
                    else
                        policy.settings.erase(name);
                }).optional = true;
    }

    Scenario &m;
    std::string_view m_only;
    std::vector<FieldAccess> m_out;
};

} // namespace

std::vector<FieldAccess> walkFields(Scenario &scenario, std::string_view only) { return Walk(scenario, only).run(); }

} // namespace causeway::simulate
