// Two ways to the same number: −ln p by shared prefixes, and the probabilities of each row by itself.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/learn/api/learner.h"

using namespace causeway;
using namespace causeway::learn;

namespace {

constexpr std::uint32_t kSymbols = 11;

// Few symbols, so that rows begin alike; equal rows with other targets; positions without weight, whole rows among them.
SequenceRows someRows(std::size_t rows, std::uint32_t length, std::uint32_t kinds, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    SequenceRows out;
    out.rows = rows;
    out.length = length;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool again = row > 0 && random() % 4 == 0;
        const std::size_t counted = random() % (length + 1), model = again ? random() % row : 0;
        for (std::uint32_t t = 0; t < length; ++t) {
            out.inputs.push_back(again ? out.inputs[model * length + t] : static_cast<std::uint32_t>(random() % kinds));
            out.targets.push_back(static_cast<std::uint32_t>(random() % kSymbols));
            out.weights.push_back(t < counted && random() % 3 > 0 ? 1.0f : 0.0f);
        }
    }
    return out;
}

} // namespace

class SequenceModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sharedPrefixesChangeNothing_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("kinds");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("hidden");
        QTest::newRow("windows") << 700 << 10 << 3 << 2 << 64;
        QTest::newRow("many blocks") << 9000 << 4 << 11 << 1 << 8;
        QTest::newRow("longer than a key") << 300 << 40 << 2 << 2 << 16;
        QTest::newRow("three layers, odd width") << 300 << 6 << 11 << 3 << 13;
        QTest::newRow("one event") << 5 << 1 << 11 << 2 << 16;
        QTest::newRow("no rows") << 0 << 5 << 11 << 2 << 16;
    }
    void sharedPrefixesChangeNothing()
    {
        QFETCH(int, rows);
        QFETCH(int, length);
        QFETCH(int, kinds);
        QFETCH(int, layers);
        QFETCH(int, hidden);
        const auto library = learner();
        QVERIFY(library.has_value());
        SequenceModelShape shape;
        shape.symbols = kSymbols;
        shape.length = static_cast<std::uint32_t>(length);
        shape.layers = static_cast<std::uint32_t>(layers);
        shape.hidden = static_cast<std::uint32_t>(hidden);
        const auto model = (*library)->makeSequenceModel(shape, 3);
        QVERIFY(model.has_value());
        const SequenceRows data = someRows(static_cast<std::size_t>(rows), shape.length, static_cast<std::uint32_t>(kinds), 5);
        const auto nll = (*model)->nll(data, 1, {}), again = (*model)->nll(data, 3, {});
        QVERIFY(nll.has_value() && again.has_value());
        QCOMPARE(*nll, *again);
        const std::vector<float> probabilities = (*model)->probabilities(data);
        std::size_t at = 0;
        double worst = 0;
        for (std::size_t cell = 0; cell < nll->size(); ++cell) {
            if (data.weights[cell] <= 0) {
                QCOMPARE((*nll)[cell], 0.0f);
                continue;
            }
            worst = std::max(worst, std::abs(-std::log(static_cast<double>(probabilities[at++ * kSymbols + data.targets[cell]])) - static_cast<double>((*nll)[cell])));
        }
        QCOMPARE(at * kSymbols, probabilities.size());
        QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
    }
};

CAUSEWAY_TEST(SequenceModelTest)
#include "sequence_model_test.moc"
