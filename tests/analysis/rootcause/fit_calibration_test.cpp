// What labelled incidents teach: whom to believe, where the bar lies; and that none of it is used unless it does as well on incidents
// that it was not learned from.

#include "analysis/rootcause/fit_calibration.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace causeway;
using namespace causeway::rootcause;

namespace {

struct Says {
    Source source;
    std::uint32_t service;
    double nats;
};

LabelledCase incident(std::uint32_t service, CauseKind kind, std::initializer_list<Says> says)
{
    LabelledCase out;
    out.service = service;
    out.kind = kind;
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        out.input.nats[source].assign(4, 0);
        out.input.covered[source].assign(4, true);
    }
    for (const Says &one : says)
        out.input.nats[static_cast<std::size_t>(one.source)][one.service] = one.nats;
    return out;
}

// Lines of the gateway (3) shout whatever fails behind it; errors tell where.
std::vector<LabelledCase> shoutingGateway(std::size_t count)
{
    std::vector<LabelledCase> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto service = static_cast<std::uint32_t>(i % 3);
        out.push_back(incident(service, CauseKind::Exception, {{Source::Lines, 3, 14}, {Source::Errors, service, 10 + static_cast<double>(i % 2)}}));
    }
    return out;
}

std::vector<const LabelledCase *> pointers(const std::vector<LabelledCase> &cases)
{
    std::vector<const LabelledCase *> out;
    for (const LabelledCase &one : cases)
        out.push_back(&one);
    return out;
}

double relevance(const Calibration &calibration, Source source, CauseKind kind) { return calibration.relevance[static_cast<std::size_t>(source)][static_cast<std::size_t>(kind)]; }

} // namespace

class FitCalibrationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fewIncidentsChangeNothing()
    {
        for (std::size_t count = 0; count < 3; ++count) {
            const auto fit = fitCalibration(shoutingGateway(count), {}, {});
            QVERIFY(fit && !fit->isFitted && !fit->isBarFitted);
            QVERIFY(fit->calibration == defaultCalibration());
            QCOMPARE(fit->accuracy.incidents, std::uint64_t(count));
            QVERIFY(fit->why.toEnglish().find("three are needed") != std::string::npos);
        }
        QVERIFY(fitWeights({}) == defaultCalibration());
    }

    void whoMisleadsIsBelievedLess()
    {
        const auto cases = shoutingGateway(8);
        const auto fit = fitCalibration(cases, {}, {});
        QVERIFY(fit && fit->isFitted);
        QCOMPARE(fit->byDefault.rank1, std::uint64_t(0));
        QCOMPARE(fit->byFit.rank1, std::uint64_t(8));
        QCOMPARE(fit->accuracy.rank1, std::uint64_t(8));
        QCOMPARE(fit->accuracy.kind, std::uint64_t(8));
        QVERIFY(fit->accuracy.of(fit->accuracy.rank1).low > 0.6);
        const auto changed = [&](Source source) { return relevance(fit->calibration, source, CauseKind::Exception) / relevance(defaultCalibration(), source, CauseKind::Exception); };
        QVERIFY(changed(Source::Lines) < 0.7 * changed(Source::Errors));
        // Who said nothing is as before but for the scale that all share, and so stands between them.
        QVERIFY(std::abs(changed(Source::Structure) - relevance(fit->calibration, Source::Cpu, CauseKind::Cpu)) < 1e-12);
        QVERIFY(changed(Source::Structure) > changed(Source::Lines) && changed(Source::Structure) < changed(Source::Errors));
    }

    // A source is not blamed for faults of a kind that it cannot show.
    void otherKindsAreNotHeldAgainstASource()
    {
        std::vector<LabelledCase> cases;
        for (std::uint32_t i = 0; i < 6; ++i)
            cases.push_back(incident(i % 3, CauseKind::Network, {{Source::Network, i % 3, 20}, {Source::Memory, 3, 4}}));
        const Calibration fit = fitWeights(pointers(cases));
        QVERIFY(std::abs(relevance(fit, Source::Memory, CauseKind::Memory) - relevance(fit, Source::Cpu, CauseKind::Cpu)) < 1e-12);
    }

    // Each incident is told by a source of its own that misleads in all others: nothing that is learned from the others helps.
    void judgedByWhatItWasNotLearnedFrom()
    {
        const auto alone = [](Source right, Source wrong) { return incident(0, CauseKind::Exception, {{right, 0, 9}, {wrong, 1, 10}}); };
        const std::vector<LabelledCase> cases{alone(Source::Errors, Source::Lines), alone(Source::Errors, Source::Lines), alone(Source::Lines, Source::Errors), alone(Source::Lines, Source::Errors)};
        const auto fit = fitCalibration(cases, {}, {});
        QVERIFY(fit && !fit->isFitted);
        QVERIFY(fit->calibration == defaultCalibration());
        QVERIFY(fit->byFit.margin < fit->byDefault.margin);
        QVERIFY(fit->accuracy == fit->byDefault);
        QVERIFY(fit->why.toEnglish().find("makes nothing better") != std::string::npos);
    }

    // What is left out of an incident's accuracy is that incident alone: another label of it changes its own figure, not the others'.
    void oneWrongLabel()
    {
        auto cases = shoutingGateway(8);
        cases[4].service = 3;
        const auto fit = fitCalibration(cases, {}, {});
        QVERIFY(fit && fit->isFitted);
        QCOMPARE(fit->byFit.rank1, std::uint64_t(7));
        cases[4].service = kNone; // a service that is not there
        QCOMPARE(fitCalibration(cases, {}, {})->byFit.rank1, std::uint64_t(7));
    }

    void bar()
    {
        const double known = defaultCalibration().bar;
        QCOMPARE(fitBar({0, 0}, {3, 3, 3}), known);
        QCOMPARE(fitBar({0, 0, 0}, {3, 3}), known);
        QCOMPARE(fitBar({0, 0.1, 0.2}, {3, 3, 3}), known); // it parts them already
        const double high = fitBar(std::vector<double>(20, 2.0), std::vector<double>(20, 4.0));
        QVERIFY(high > 2.5 && high < 3);                   // 3, and a tenth of the way back
        const double few = fitBar(std::vector<double>(3, 2.0), std::vector<double>(3, 4.0));
        QVERIFY(few > known && few < high);
    }

    void barOfQuietWindows()
    {
        std::vector<LabelledCase> cases;
        std::vector<RankingInput> quiet;
        for (std::uint32_t i = 0; i < 6; ++i) {
            cases.push_back(incident(i % 3, CauseKind::Network, {{Source::Network, i % 3, 90}}));
            quiet.push_back(incident(0, CauseKind::Network, {{Source::Network, 3, 8 + static_cast<double>(i) / 10}}).input);
        }
        const auto fit = fitCalibration(cases, quiet, {});
        QVERIFY(fit && fit->isBarFitted);
        QCOMPARE(fit->barByDefault.none, std::uint64_t(0));
        QCOMPARE(fit->barByFit.none, std::uint64_t(6));
        QCOMPARE(fit->barByFit.named, std::uint64_t(6));
        QVERIFY(fit->calibration.bar > defaultCalibration().bar);
    }

    void sameBytesAndCancelled()
    {
        const auto cases = shoutingGateway(9);
        const auto a = fitCalibration(cases, {}, {}), b = fitCalibration(cases, {}, {});
        QVERIFY(a && b && a->calibration == b->calibration && a->accuracy == b->accuracy);
        Job job;
        job.cancel.cancel();
        QCOMPARE(fitCalibration(cases, {}, job).error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(FitCalibrationTest)
#include "fit_calibration_test.moc"
