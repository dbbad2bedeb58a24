// What a proposal makes of pins, and how far two splits are from one another.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/propose_boundaries.h"

using namespace causeway;
using namespace causeway::engine;
using boundaries::ClassFact;
using boundaries::FactKind;
using boundaries::kNoService;

namespace {

// Two groups of four, each in its own use case, and one call between them: Order0 … Order3, Pay0 … Pay3.
boundaries::ClassModel twoGroups()
{
    std::vector<ClassFact> facts;
    for (const char *group : {"Order", "Pay"})
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j)
                if (i != j)
                    facts.push_back({FactKind::Call, group + std::to_string(i), group + std::to_string(j), group, 5});
    facts.push_back({FactKind::Call, "Order0", "Pay0", "Order", 1});
    return *boundaries::makeClassModel(facts);
}

// "order: Order0 Order1 | pay: Pay0".
QString told(const boundaries::Split &split, const boundaries::ClassModel &model)
{
    QStringList out;
    for (std::uint32_t s = 0; s < split.services.size(); ++s) {
        QString one = QString::fromStdString(split.services[s]) + QLatin1Char(':');
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (split.serviceOf[i] == s)
                one += QLatin1Char(' ') + QString::fromStdString(model.classes[i]);
        out << one;
    }
    out.sort();
    return out.join(QStringLiteral(" | "));
}

boundaries::Split splitOf(boundaries::Assignment serviceOf, std::vector<std::string> services)
{
    boundaries::Split out;
    out.serviceOf = std::move(serviceOf);
    out.services = std::move(services);
    return out;
}

} // namespace

class ProposeBoundariesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pinsMeanTheServiceOfThatName_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<bool>("meant");
        QTest::addColumn<QString>("proposal");
        QTest::newRow("as it is proposed without pins") << QStringLiteral("order") << false << QStringLiteral("order: Order0 Order1 Order2 Order3 Pay3 | pay: Pay0 Pay1 Pay2");
        QTest::newRow("as a person calls it") << QStringLiteral("shipping") << true << QStringLiteral("pay: Pay0 Pay1 Pay2 | shipping: Order0 Order1 Order2 Order3 Pay3");
        QTest::newRow("its own") << QStringLiteral("pay") << false << QStringLiteral("order: Order0 Order1 Order2 Order3 | pay: Pay0 Pay1 Pay2 Pay3");
        QTest::newRow("a name of none") << QStringLiteral("new") << false << QStringLiteral("new: Pay0 Pay1 Pay2 Pay3 | order: Order0 Order1 Order2 Order3");
    }
    void pinsMeanTheServiceOfThatName()
    {
        QFETCH(QString, service);
        QFETCH(bool, meant);
        QFETCH(QString, proposal);
        const boundaries::ClassModel model = twoGroups();
        const auto coupling = boundaries::coupling(model, boundaries::kDefaultWeights);
        ProposalRequest request;
        request.k = 2;
        request.threads = 1;
        request.demands.pins = {{*model.find("Pay3"), service.toStdString()}};
        const boundaries::Split known = splitOf({0, 0, 0, 0, 1, 1, 1, 0}, {"shipping", "pay"}); // Pay3 was moved by hand
        if (meant)
            request.meant = &known;
        const auto proposed = proposeSplit(model, coupling, request, {});
        CAUSEWAY_VERIFY(proposed);
        QCOMPARE(told(proposed->split, model), proposal);
        QCOMPARE(request.demands.pins.size(), std::size_t(1));
    }
    void distanceCountsWhatLiesElsewhere_data()
    {
        QTest::addColumn<std::vector<std::uint32_t>>("own");
        QTest::addColumn<std::vector<std::uint32_t>>("other");
        QTest::addColumn<std::vector<std::uint32_t>>("elsewhere");
        using Classes = std::vector<std::uint32_t>;
        QTest::newRow("the same under other numbers") << Classes{0, 0, 0, 1, 1, 2} << Classes{2, 2, 2, 0, 0, 1} << Classes{};
        QTest::newRow("two in a new service") << Classes{0, 0, 0, 1, 1, 2} << Classes{0, 0, 0, 0, 0, 2} << Classes{3, 4};
        QTest::newRow("and back") << Classes{0, 0, 0, 0, 0, 2} << Classes{0, 0, 0, 1, 1, 2} << Classes{3, 4};
        QTest::newRow("one in every service") << Classes{0, 0, 0, 1, kNoService, 2} << Classes{0, 0, 0, 1, 1, 2} << Classes{4};
        QTest::newRow("one that was in every service") << Classes{0, 0, 0, 1, 1, 2} << Classes{0, 0, 0, 1, kNoService, 2} << Classes{4};
    }
    void distanceCountsWhatLiesElsewhere()
    {
        QFETCH(std::vector<std::uint32_t>, own);
        QFETCH(std::vector<std::uint32_t>, other);
        QFETCH(std::vector<std::uint32_t>, elsewhere);
        std::vector<std::uint32_t> found;
        for (const auto &[one, service] : distanceOf(splitOf(own, {"a", "b", "c"}), splitOf(other, {"a", "b", "c"})).moved)
            found.push_back(one);
        QCOMPARE(found, elsewhere);
    }
};
CAUSEWAY_TEST(ProposeBoundariesTest)
#include "propose_boundaries_test.moc"
