// Incidents as pictures that can be kept and compared.

#include "analysis/rootcause/signature.h"
#include "tests/analysis/rootcause/planted_fault.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <numeric>

using namespace causeway;
using namespace causeway::rootcause;
using namespace causeway::test;

namespace {

IncidentCase anyCase(std::mt19937 &dice, const std::vector<std::string> &names)
{
    IncidentCase out;
    out.services = names;
    out.steps.resize(names.size());
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        out.input.nats[source].assign(names.size(), 0);
        out.input.covered[source].assign(names.size(), dice() % 2 == 0);
        for (double &nats : out.input.nats[source])
            nats = dice() % 3 == 0 ? static_cast<double>(dice() % 4000) / 100 : 0;
    }
    for (auto &steps : out.steps)
        for (double &step : steps)
            step = dice() % 3 == 0 ? static_cast<double>(dice() % 4000) / 100 - 20 : 0;
    return out;
}

// The same of services in another order, or with other names.
IncidentCase reordered(const IncidentCase &from, const std::vector<std::size_t> &order)
{
    IncidentCase out = from;
    for (std::size_t i = 0; i < order.size(); ++i) {
        out.services[i] = from.services[order[i]];
        out.steps[i] = from.steps[order[i]];
        for (std::size_t source = 0; source < kSourceCount; ++source) {
            out.input.nats[source][i] = from.input.nats[source][order[i]];
            out.input.covered[source][i] = from.input.covered[source][order[i]];
        }
    }
    return out;
}

Signature planted(Plant plant, std::int64_t payClockNs = 0)
{
    const Material material = plantedFault(plant, 0, payClockNs);
    return signatureOf(explained(material, plantedPeriod()).seen, defaultCalibration());
}

const std::vector<std::string> kShop{"web", "order", "stock", "pay", "mail"};

} // namespace

class SignatureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void properties()
    {
        std::mt19937 dice(3);
        for (int round = 0; round < 300; ++round) {
            const IncidentCase one = anyCase(dice, kShop), two = anyCase(dice, kShop);
            const Signature a = signatureOf(one, defaultCalibration()), b = signatureOf(two, defaultCalibration());
            const Similarity ab = similarity(a, b), ba = similarity(b, a), aa = similarity(a, a);
            QCOMPARE(ab.place, ba.place);
            QCOMPARE(ab.shape, ba.shape);
            QCOMPARE(ab.both, ba.both);
            QCOMPARE(aa.place, 1.0);
            QCOMPARE(aa.shape, 1.0);
            QCOMPARE(aa.both, 1.0);
            for (const double value : {ab.place, ab.shape, ab.both})
                QVERIFY(value >= 0 && value <= 1);
            std::vector<std::size_t> order(kShop.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::shuffle(order.begin(), order.end(), dice);
            QVERIFY(signatureOf(reordered(one, order), defaultCalibration()) == a);
            const auto read = decodeSignature(encodeSignature(a));
            QVERIFY(read && *read == a);
        }
        QCOMPARE(similarity({}, {}).both, 1.0);
    }

    void sameShapeElsewhere()
    {
        std::mt19937 dice(4);
        for (int round = 0; round < 50; ++round) {
            const IncidentCase here = anyCase(dice, kShop);
            IncidentCase elsewhere = here;
            elsewhere.services = {"a", "b", "c", "d", "e"};
            const Similarity one = similarity(signatureOf(here, defaultCalibration()), signatureOf(elsewhere, defaultCalibration()));
            QCOMPARE(one.shape, 1.0);
            QCOMPARE(one.place, 0.0);
            QCOMPARE(one.both, 0.5);
        }
    }

    // What happened again is nearer than anything else; another fault of the same service is told apart by its shape.
    void plantedFaults()
    {
        const Signature network = planted(Plant::SlowNetworkToPay), again = planted(Plant::SlowNetworkToPay, 3600 * kPlantedSecond);
        QCOMPARE(network.services.front().service, std::string("pay"));
        QCOMPARE(network.services.front().kind, CauseKind::Network);
        const Similarity same = similarity(network, again), fails = similarity(network, planted(Plant::PayFails)), processor = similarity(network, planted(Plant::StockBusyProcessor));
        QVERIFY2(same.both > 0.9, qPrintable(QString::number(same.both)));
        QVERIFY(fails.place > 2 * fails.shape);
        QVERIFY(fails.shape < 0.4);
        QVERIFY(processor.both < 0.3);
        const Signature busy = planted(Plant::StockBusyProcessor);
        QVERIFY(busy.services.front().steps[static_cast<std::size_t>(MetricRole::Cpu)] > 10);
    }

    void json()
    {
        const Signature network = planted(Plant::SlowNetworkToPay);
        const std::string text = encodeSignature(network);
        QVERIFY(text.starts_with(R"({"signature":1,"services":[{"service":"pay","kind":"network","score":)"));
        QVERIFY(decodeSignature(text) == network);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        const QByteArray one(R"({"service":"a","kind":"cpu","score":2,"loudness":{"cpu":1},"steps":{}})");
        const auto with = [&](const char *from, const char *to) { return QByteArray(R"({"signature":1,"services":[)") + QByteArray(one).replace(from, to) + "]}"; };
        const int bad = int(ErrorCode::InvalidInput);
        QTest::newRow("fine") << with("", "") << -1;
        QTest::newRow("nothing") << QByteArray() << bad;
        QTest::newRow("a list") << QByteArray("[]") << bad;
        QTest::newRow("no version") << QByteArray(R"({"services":[]})") << bad;
        QTest::newRow("newer") << QByteArray(R"({"signature":2,"services":[]})") << int(ErrorCode::Foreign);
        QTest::newRow("no services") << QByteArray(R"({"signature":1})") << bad;
        QTest::newRow("a number for a service") << QByteArray(R"({"signature":1,"services":[7]})") << bad;
        QTest::newRow("unknown kind") << with("\"kind\":\"cpu\"", "\"kind\":\"luck\"") << bad;
        QTest::newRow("unknown source") << with("{\"cpu\":1}", "{\"moon\":1}") << bad;
        QTest::newRow("less than nothing") << with("{\"cpu\":1}", "{\"cpu\":-1}") << bad;
        QTest::newRow("too large") << with("\"score\":2", "\"score\":1e300") << bad;
        QTest::newRow("no steps") << with(",\"steps\":{}", "") << bad;
        QTest::newRow("twice") << QByteArray(R"({"signature":1,"services":[)") + one + "," + one + "]}" << bad;
        QTest::newRow("out of order") << QByteArray(R"({"signature":1,"services":[)") + one + "," + QByteArray(one).replace("\"a\"", "\"b\"").replace("\"score\":2", "\"score\":3") + "]}" << bad;
        QTest::newRow("many") << QByteArray(R"({"signature":1,"services":[)") + (one + ",").repeated(70) + one + "]}" << bad;
        QTest::newRow("huge") << QByteArray(2'000'000, ' ') << int(ErrorCode::LimitExceeded);
    }
    void refused()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        const auto read = decodeSignature(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QCOMPARE(read ? -1 : int(read.error().code), code);
    }
};

CAUSEWAY_TEST(SignatureTest)
#include "signature_test.moc"
