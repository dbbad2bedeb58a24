// All policies, and one that does anything at random, on random scenarios with random floors, importance and consent: none of what people say
// is broken at any look, and what was not done as it was asked is in the audit.

#include "tests/support/test_registry.h"

#include <QTest>

#include <numeric>
#include <random>
#include <set>

#include "analysis/simulate/importance.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::ActionKind;
using simulate::ActionKinds;
using simulate::AuditEntry;
using simulate::Importance;
using simulate::Scenario;
using simulate::Simulation;
using simulate::kNone;
using What = AuditEntry::What;
using Why = AuditEntry::Why;

namespace {

class Dice {
public:
    explicit Dice(unsigned seed) : m_engine(seed) {}
    unsigned below(unsigned count) { return static_cast<unsigned>(m_engine() % count); }
    bool oneIn(unsigned count) { return below(count) == 0; }

private:
    std::mt19937_64 m_engine;
};

ActionKinds someKinds(Dice &dice)
{
    if (dice.oneIn(2))
        return 0;
    if (dice.oneIn(4))
        return (1u << simulate::kActionKinds.size()) - 1;
    return static_cast<ActionKinds>(dice.below(1u << simulate::kActionKinds.size()));
}

// Services that call only those behind them, and are asked for about as much as they can do, or more.
Scenario randomScenario(unsigned seed)
{
    Dice dice(seed);
    Scenario out;
    out.durationS = 40;
    out.warmupS = 0;
    const unsigned n = 3 + dice.below(4);
    out.domains.push_back({"d", {}, {}, {{0, 20.0 * dice.below(10)}}});
    out.nodes.push_back({.name = "n", .cores = 40, .idleW = 50, .maxW = 200, .domain = "d"});
    for (unsigned s = 0; s < n; ++s) {
        simulate::Service service;
        service.name = "s" + std::to_string(s);
        service.replicas = 1 + dice.below(4);
        service.servers = 1 + dice.below(3);
        service.nodes = {"n"};
        service.routing = dice.oneIn(5) ? simulate::Routing::Shared : simulate::Routing::RoundRobin;
        if (dice.oneIn(2))
            service.coldStart = simulate::Distribution{simulate::Distribution::Kind::Constant, 3, 0, {}};
        if (dice.oneIn(2))
            service.floor = simulate::Floor{dice.below(service.replicas + 1), dice.oneIn(2) ? 1 : 0.1 * dice.below(8), dice.oneIn(3)};
        service.importance = static_cast<Importance>(dice.below(3));
        service.approve = someKinds(dice);
        out.services.push_back(std::move(service));
        simulate::Operation operation;
        operation.name = "o" + std::to_string(s);
        operation.service = out.services.back().name;
        operation.self = {simulate::Distribution::Kind::Exponential, 0.02 + 0.02 * dice.below(5), 0, {}};
        for (unsigned to = s + 1; to < n; ++to)
            if (dice.oneIn(2)) {
                simulate::Call call{.operation = "o" + std::to_string(to)};
                call.dispensable = dice.oneIn(2);
                call.async = dice.oneIn(6);
                call.retries = call.async ? 0 : dice.below(2);
                operation.steps.push_back({call});
            }
        out.operations.push_back(std::move(operation));
        if (s < 2 || dice.oneIn(3))
            out.arrivals.push_back({.operation = "o" + std::to_string(s), .ratePerS = 10.0 + dice.below(40), .rates = {}});
    }
    out.objectives.push_back({"o0", 0.5, 0.95});
    if (dice.oneIn(8))
        out.approve = someKinds(dice);
    return out;
}

// Anything; where it is told that it was not done, the audit has to say so.
class Adversary final : public ControllerOf<Adversary> {
public:
    Adversary(unsigned seed, std::size_t services) : ControllerOf("adversary", 1), m_dice(seed), m_services(static_cast<unsigned>(services)) {}
    const Simulation *simulation = nullptr;
    unsigned untold = 0;

    void tick(const simulate::Observation &, simulate::Actions &actions) override
    {
        for (int i = 0; i < 6; ++i) {
            const std::uint32_t s = m_dice.below(m_services), place = m_dice.below(4);
            const std::uint64_t before = simulation->state().auditRefused;
            bool done = true;
            switch (m_dice.below(11)) {
            case 0: done = actions.setReplicas(s, m_dice.below(7)); break;
            case 1: done = actions.setReplicas(s, m_dice.below(3)); break;
            case 2: done = actions.setDimmer(s, 0.1 * m_dice.below(11)); break;
            case 3: done = actions.setConcurrencyLimit(s, m_dice.oneIn(4) ? kNone : m_dice.below(6)); break;
            case 4: done = actions.setRateLimit(s, m_dice.below(4) * 4.0, 1 + m_dice.below(4)); break;
            case 5: actions.setRouting(s, static_cast<simulate::Routing>(m_dice.below(5))); break;
            case 6: done = actions.setSpeed(s, 0.5 + 0.25 * m_dice.below(4)); break;
            case 7: actions.restart(s, place); break;
            case 8: actions.resize(s, place, 0.5 + 0.5 * m_dice.below(3)); break;
            case 9: actions.setWeight(s, place, m_dice.below(3)); break;
            default: done = actions.replaceReplicas(s); break;
            }
            untold += !done && simulation->state().auditRefused == before;
        }
    }

private:
    Dice m_dice;
    unsigned m_services;
};

// What people say of a scenario, held against a simulation of it at each look.
class Rules {
public:
    Rules(const Scenario &told, const Simulation &simulation) : m_told(told), m(simulation), m_importance(simulate::importanceOf(told)), m_before(simulate::servicesBefore(told, m_importance))
    {
        for (const simulate::Service &service : told.services) {
            m_wanted.push_back(service.replicas);
            bool optional = false;
            for (const simulate::Operation &operation : told.operations)
                for (const auto &step : operation.steps)
                    for (const simulate::Call &call : step)
                        optional |= call.dispensable && told.operations[static_cast<std::size_t>(std::ranges::find(told.operations, call.operation, &simulate::Operation::name) - told.operations.begin())].service == service.name;
            m_dimmable.push_back(optional && !(service.floor && service.floor->neverDimmed) && !needs(m_dimmable.size(), ActionKind::Dim));
        }
        m_shed.assign(told.services.size(), 0);
        m_paid.assign(told.services.size(), 0);
    }

    // What is broken; empty: nothing.
    QString look()
    {
        const simulate::SimulationState &state = m.state();
        std::vector<std::uint64_t> paid(m_paid.size(), 0), passed(m_paid.size(), 0);
        for (const AuditEntry &entry : state.audit)
            if (entry.what == What::Shed && entry.why == Why::Importance)
                (entry.asked == 0 ? paid : passed)[entry.service] += entry.times;
        QString broken;
        const auto say = [&](std::size_t s, const char *what) {
            if (broken.isEmpty())
                broken = QStringLiteral("service %1 at %2 s: %3").arg(s).arg(static_cast<double>(m.nowNs()) * 1e-9).arg(QLatin1String(what));
        };
        std::uint64_t allPaid = 0, allPassed = 0;
        for (std::size_t s = 0; s < m_told.services.size(); ++s) {
            const simulate::Service &told = m_told.services[s];
            const simulate::ServiceState &is = state.services[s];
            const simulate::Floor floor = told.floor.value_or(simulate::Floor());
            allPaid += paid[s];
            allPassed += passed[s];
            if (is.wanted < floor.minReplicas || is.open.size() < floor.minReplicas)
                say(s, "fewer replicas than its floor");
            if (static_cast<double>(is.shed) > floor.mostShed * static_cast<double>(is.counters.arrivals) + 1e-9)
                say(s, "more shed than its floor lets");
            if (floor.neverDimmed && is.dimmer < 1)
                say(s, "dimmed");
            if (is.dimmer < 1 && m_dimmable[s])
                for (std::size_t other = 0; other < m_told.services.size(); ++other)
                    if (m_importance[other] < m_importance[s] && m_dimmable[other] && state.services[other].dimmer > 1e-9)
                        say(s, "dimmed while a less important one could be");
            if (std::abs(is.dimmer - is.askedDimmer) > 1e-9 && std::ranges::none_of(state.audit, [&](const AuditEntry &entry) { return entry.service == s && entry.what == What::Dimmer && entry.why == Why::Importance; }))
                say(s, "a dimmer that is not in the audit");
            consent(s, is, say);
            // By its own limits, while who stands back for it could be refused instead.
            const std::uint64_t own = is.shed - paid[s] - (m_shed[s] - m_paid[s]);
            for (const std::uint32_t other : m_before[s]) {
                const simulate::ServiceState &before = state.services[other];
                const bool limited = is.concurrencyLimit != kNone || is.bucket.perNs > 0;
                if (own > 0 && limited && !m_told.services[other].floor && !needs(other, ActionKind::Limit) && before.counters.arrivals > 0 && m_arrived.contains(other) && is.owed[static_cast<std::size_t>(m_importance[other])] == 0 &&
                    std::ranges::none_of(m_before[s], [&](std::uint32_t one) { return m_importance[one] == m_importance[other] && paid[one] > m_paid[one]; }))
                    say(s, "shed while a less important one was not");
            }
        }
        if (allPaid > allPassed)
            say(0, "more was refused instead than was let in");
        const std::uint64_t times = std::accumulate(state.audit.begin(), state.audit.end(), std::uint64_t{0}, [](std::uint64_t sum, const AuditEntry &entry) { return sum + entry.times; });
        if (state.audit.size() < simulate::kMostAudit && times != state.auditRefused)
            say(0, "not all is in the audit");
        for (std::size_t s = 0; s < m_told.services.size(); ++s) {
            m_shed[s] = state.services[s].shed;
            m_wanted[s] = state.services[s].wanted;
            if (state.services[s].counters.arrivals > 0)
                m_arrived.insert(static_cast<std::uint32_t>(s));
        }
        m_paid = paid;
        return broken;
    }

private:
    [[nodiscard]] bool needs(std::size_t service, ActionKind kind) const { return simulate::has(static_cast<ActionKinds>(m_told.approve | m_told.services[service].approve), kind); }

    template <typename F>
    void consent(std::size_t s, const simulate::ServiceState &is, const F &say) const
    {
        const simulate::Service &told = m_told.services[s];
        if (needs(s, ActionKind::AddReplicas) && is.wanted > m_wanted[s])
            say(s, "replicas added without consent");
        if (needs(s, ActionKind::RemoveReplicas) && is.wanted < m_wanted[s])
            say(s, "replicas removed without consent");
        if (needs(s, ActionKind::Dim) && is.dimmer < 1)
            say(s, "dimmed without consent");
        if (needs(s, ActionKind::Limit) && (is.concurrencyLimit != kNone || is.bucket.perNs > 0 || is.shed > 0))
            say(s, "limited without consent");
        if (needs(s, ActionKind::Route) && (is.routing != told.routing || is.weighted))
            say(s, "routed without consent");
        if (needs(s, ActionKind::Speed) && is.askedSpeed != 1)
            say(s, "slowed without consent");
        if (needs(s, ActionKind::AddReplicas) && needs(s, ActionKind::Restart) && needs(s, ActionKind::Replace) && needs(s, ActionKind::Move))
            for (const std::uint32_t replica : is.replicas)
                if (m.state().replicas[replica].starts > 0)
                    say(s, "restarted, moved or replaced without consent");
        if (needs(s, ActionKind::Resilience))
            for (std::size_t o = 0; o < m_told.operations.size(); ++o)
                if (m_told.operations[o].service == told.name && m.plan().scenario.operations[o].steps != m_told.operations[o].steps)
                    say(s, "calls changed without consent");
    }

    const Scenario &m_told;
    const Simulation &m;
    std::vector<Importance> m_importance;
    std::vector<std::vector<std::uint32_t>> m_before;
    std::vector<bool> m_dimmable;
    std::vector<std::uint32_t> m_wanted;
    std::vector<std::uint64_t> m_shed, m_paid;
    std::set<std::uint32_t> m_arrived; // that requests came to before the last look
};

std::shared_ptr<const simulate::Plan> planOf(const Scenario &scenario)
{
    auto plan = simulate::makePlan(scenario, true);
    if (!plan)
        qFatal("%s", plan.error().toEnglish().c_str());
    return *std::move(plan);
}

// Empty: to the end with nothing broken.
QString runThrough(const Scenario &told, Simulation &simulation)
{
    Rules rules(told, simulation);
    for (std::int64_t ns = 250'000'000; ns <= simulation.plan().endNs; ns += 250'000'000) {
        if (const auto done = simulation.runUntil(ns, {}); !done)
            return QString::fromStdString(done.error().toEnglish());
        if (const QString broken = rules.look(); !broken.isEmpty())
            return broken;
    }
    return {};
}

} // namespace

class GuardPropertyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noPolicyBreaksIt_data()
    {
        QTest::addColumn<QString>("name");
        for (const Policy &policy : policies())
            QTest::newRow(policy.name.data()) << QString::fromUtf8(policy.name.data(), static_cast<qsizetype>(policy.name.size()));
    }
    void noPolicyBreaksIt()
    {
        QFETCH(QString, name);
        const Policy &policy = *findPolicy(name.toStdString());
        std::map<std::string, double> settings;
        if (std::ranges::find(policy.settings, "interval_s", &Setting::name) != policy.settings.end())
            settings["interval_s"] = 1;
        if (std::ranges::find(policy.settings, "overload", &Setting::name) != policy.settings.end())
            settings["overload"] = 0.3;
        if (std::ranges::find(policy.settings, "everywhere", &Setting::name) != policy.settings.end())
            settings["everywhere"] = 1;
        for (unsigned seed = 1; seed <= (policy.trained ? 6 : 30); ++seed) {
            Scenario told = randomScenario(seed);
            told.durationS = policy.trained ? 120 : told.durationS; // it needs some windows
            const auto prepared = prepare(told, {name.toStdString(), settings}, test::untrained(told, name.toStdString()));
            QVERIFY2(prepared, prepared ? "" : prepared.error().toEnglish().c_str());
            Simulation simulation(planOf(prepared->scenario), seed, 0, prepared->controller ? prepared->controller() : nullptr);
            const QString broken = runThrough(told, simulation);
            QVERIFY2(broken.isEmpty(), qPrintable(QStringLiteral("scenario %1, %2").arg(seed).arg(broken)));
        }
    }
    void norDoesOneThatDoesAnything()
    {
        std::array<std::uint64_t, 3> whys{};
        for (unsigned seed = 1; seed <= 300; ++seed) {
            const Scenario told = randomScenario(seed);
            auto adversary = std::make_unique<Adversary>(seed, told.services.size());
            Adversary &of = *adversary;
            Simulation simulation(planOf(told), seed, 0, std::move(adversary));
            of.simulation = &simulation;
            const QString broken = runThrough(told, simulation);
            QVERIFY2(broken.isEmpty(), qPrintable(QStringLiteral("scenario %1, %2").arg(seed).arg(broken)));
            QCOMPARE(of.untold, 0u);
            for (const AuditEntry &entry : simulation.state().audit)
                whys[static_cast<std::size_t>(entry.why)] += entry.times;
        }
        // All three were put to the test.
        QVERIFY(whys[0] > 1000 && whys[1] > 1000 && whys[2] > 1000);
    }
};

CAUSEWAY_TEST(GuardPropertyTest)
#include "guard_property_test.moc"
