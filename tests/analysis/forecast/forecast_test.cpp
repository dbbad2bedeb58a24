// Loads to come, alarms ahead of violations, and the load at which objectives are missed.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <numbers>

#include "analysis/forecast/alarms.h"
#include "analysis/forecast/limit_load.h"
#include "analysis/forecast/load_forecast.h"
#include "analysis/simulate/queueing.h"
#include "analysis/simulate/random.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::forecast;

namespace {

constexpr std::size_t kDay = 144; // steps of 600 s

// A day with a peak, half of it at week ends, a level that wanders by itself, and noise of Poisson's size.
std::vector<double> load(std::size_t days, std::uint64_t seed = 1)
{
    simulate::Draw draw(seed);
    std::vector<double> out;
    double level = 0;
    for (std::size_t k = 0; k < days * kDay; ++k) {
        level = 0.98 * level + 0.05 * draw.normal();
        const double day = 1 + 0.6 * std::sin(2 * std::numbers::pi * static_cast<double>(k % kDay) / kDay);
        const double mean = 1000 * day * ((k / kDay) % 7 >= 5 ? 0.5 : 1) * std::exp(level);
        out.push_back(std::max(0.0, std::round(mean + std::sqrt(mean) * draw.normal())));
    }
    return out;
}

LoadForecast fitted(const std::vector<double> &counts, std::size_t days, std::size_t horizon = 6)
{
    auto out = LoadForecast::fit(counts, days * kDay, {600, horizon, 0});
    if (!out)
        qFatal("%s", out.error().toEnglish().c_str());
    return *std::move(out);
}

double largest(const std::vector<double> &counts, std::size_t step, std::size_t horizon)
{
    return *std::max_element(counts.begin() + static_cast<std::ptrdiff_t>(step + 1), counts.begin() + static_cast<std::ptrdiff_t>(step + 1 + horizon));
}

} // namespace

class ForecastTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Of what is said with a chance of a half, half comes true; of 95 %, 95 %: on days it was not fitted on.
    void chancesComeTrue()
    {
        const std::vector<double> counts = load(56);
        const LoadForecast forecast = fitted(counts, 21);
        for (const double chance : {0.5, 0.8, 0.95}) {
            double below = 0, n = 0;
            for (std::size_t k = 21 * kDay; k + 6 < counts.size(); ++k, ++n)
                below += largest(counts, k, 6) <= forecast.quantile(k, chance);
            QVERIFY2(std::abs(below / n - chance) < 0.06, qPrintable(QStringLiteral("%1: %2").arg(chance).arg(below / n)));
        }
    }
    void betterThanTheShareAndThanAWeekAgo()
    {
        const std::vector<double> counts = load(56);
        const LoadForecast forecast = fitted(counts, 21);
        const double limit = 1700;
        double own = 0, week = 0, came = 0, n = 0;
        for (std::size_t k = 21 * kDay; k + 6 < counts.size(); ++k, ++n) {
            const double truth = largest(counts, k, 6) > limit, ago = largest(counts, k - 7 * kDay, 6) > limit, chance = forecast.chanceAbove(k, limit);
            own += (chance - truth) * (chance - truth);
            week += (ago - truth) * (ago - truth);
            came += truth;
        }
        QVERIFY(came > 0.05 * n && came < 0.5 * n);
        QVERIFY2(own < 0.7 * came * (1 - came / n), qPrintable(QString::number(own / n)));
        QVERIFY2(own < 0.7 * week, qPrintable(QString::number(week / n)));
    }
    void nothingLooksAhead()
    {
        const std::vector<double> counts = load(28);
        std::vector<double> other = counts;
        for (std::size_t k = 25 * kDay; k < other.size(); ++k)
            other[k] *= 3;
        const LoadForecast a = fitted(counts, 14), b = fitted(other, 14);
        for (std::size_t k = 0; k < 25 * kDay; ++k)
            QCOMPARE(a.chanceAbove(k, 1500), b.chanceAbove(k, 1500));
        QVERIFY(a.chanceAbove(26 * kDay, 3500) < b.chanceAbove(26 * kDay, 3500));
        for (double limit = 100, last = 1; limit < 10'000; limit *= 1.3) {
            const double chance = a.chanceAbove(20 * kDay, limit);
            QVERIFY(chance > 0 && chance < 1 && chance <= last);
            last = chance;
        }
    }
    // A day and a half of nothing does not make what comes then a surprise.
    void anOutageTeachesLittle()
    {
        const std::vector<double> counts = load(42);
        std::vector<double> gap = counts;
        std::fill_n(gap.begin() + 25 * kDay, kDay + kDay / 2, 0.0);
        const LoadForecast a = fitted(counts, 21), b = fitted(gap, 21);
        double apart = 0, n = 0;
        for (std::size_t k = 32 * kDay; k < 42 * kDay; ++k, ++n)
            apart += std::abs(std::log(b.quantile(k, 0.5) / a.quantile(k, 0.5)));
        QVERIFY2(apart / n < 0.1, qPrintable(QString::number(apart / n)));
    }
    void alarms()
    {
        //                              0  1  2  3  4  5  6  7  8  9  10 11 12 13 14 15
        const std::vector<double> near{0, 0, 5, 5, 0, 9, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0};
        std::vector<bool> violated(near.size());
        violated[5] = violated[7] = true; // one violation: the second is within the horizon of the first
        const AlarmCount high = countAlarms(near, 4, violated, 0, near.size(), 3, 16);
        QCOMPARE(high.violations, 1u);
        QCOMPARE(high.warned, 1u);
        QCOMPARE(high.leadSteps, 2.0); // from the end of 2 to the beginning of 5
        QCOMPARE(high.inVain, 1u);     // that of 11
        QCOMPARE(high.inVainPerDay(), 1.0);
        const AlarmCount none = countAlarms(near, 9, violated, 0, near.size(), 3, 16);
        QVERIFY(none.warned == 0 && none.inVain == 0 && none.violations == 1 && none.leadSteps == 0);
        QCOMPARE(chooseHeight(near, violated, 0, near.size(), 3, 16, 0.5), HUGE_VAL); // every height that warns of it warns of 11 too
        QVERIFY(chooseHeight(near, violated, 0, near.size(), 3, 16, 1) < 5);
    }
    // Of an M/M/1 the response is exponential: P(longer than t) = exp(−(μ − λ) t).
    void theLimitIsThatOfTheQueue()
    {
        simulate::Scenario scenario = test::oneStation("", "{\"exponential\": 0.1}", 2, 600, 60);
        scenario.objectives.push_back({"o", 1, 0.95});
        const auto limit = limitLoad(scenario);
        QVERIFY2(limit.has_value(), limit ? "" : limit.error().toEnglish().c_str());
        const double exact = 10 + std::log(0.05);
        QVERIFY2(std::abs(limit->perS / exact - 1) < 0.03, qPrintable(QString::number(limit->perS)));
        QVERIFY(std::abs(limit->factor * 2 - limit->perS) < 1e-6 && limit->objective == "o");
        scenario.objectives[0].latencyS = 0.05;
        QVERIFY(!limitLoad(scenario)); // not even without load
        scenario.objectives.clear();
        QVERIFY(!limitLoad(scenario));
    }
    void badLoads()
    {
        const std::vector<double> counts = load(10);
        QVERIFY(!LoadForecast::fit(counts, 3 * kDay, {600, 6, 0}));
        QVERIFY(!LoadForecast::fit(counts, 8 * kDay, {700, 6, 0}));
        QVERIFY(!LoadForecast::fit(counts, 8 * kDay, {600, 0, 0}));
        std::vector<double> negative = counts;
        negative[7] = -1;
        QVERIFY(!LoadForecast::fit(negative, 8 * kDay, {600, 6, 0}));
        QVERIFY(!LoadForecast::fit({}, 8 * kDay, {600, 6, 0}));
        QVERIFY(LoadForecast::fit(std::vector<double>(10 * kDay, 0.0), 8 * kDay, {600, 6, 0}).has_value());
    }
};

CAUSEWAY_TEST(ForecastTest)
#include "forecast_test.moc"
