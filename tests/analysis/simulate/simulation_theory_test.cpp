// Simulations against queueing theory: 30 replications, the 95 % interval covers it, the error is below 1 %.

#include "tests/support/test_registry.h"

#include <QTest>

#include "tests/analysis/simulate/known_results.h"

using namespace causeway;
using namespace causeway::simulate;

class SimulationTheoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agrees_data()
    {
        QTest::addColumn<int>("row");
        const auto known = test::knownResults(1);
        for (int i = 0; i < static_cast<int>(known.size()); ++i)
            QTest::newRow(known[static_cast<std::size_t>(i)].name) << i;
    }
    void agrees()
    {
        QFETCH(int, row);
        const test::KnownResult known = std::move(test::knownResults(1)[static_cast<std::size_t>(row)]);
        ReplicationSettings settings;
        settings.replications = 30;
        settings.seed = 1;
        const auto result = runReplications(known.scenario, settings, {});
        QVERIFY2(result.has_value(), result ? "" : result.error().toEnglish().c_str());
        std::vector<double> values;
        for (const RunResult &run : result->runs)
            values.push_back(known.measured(run));
        const Estimate found = estimate(values);
        const QString said = QStringLiteral("theory %1, found %2 [%3, %4]").arg(known.theory).arg(found.mean).arg(found.low).arg(found.high);
        QVERIFY2(std::abs(found.mean / known.theory - 1) < known.tolerance, qPrintable(said));
        QVERIFY2(found.low <= known.theory && known.theory <= found.high, qPrintable(said));
        QVERIFY2(result->littleGap < 0.01, qPrintable(QStringLiteral("L and λW differ by %1").arg(result->littleGap)));
    }
};

CAUSEWAY_TEST(SimulationTheoryTest)
#include "simulation_theory_test.moc"
