#include <QTest>

#include "app/engine/policy_standing.h"
#include "tests/support/test_registry.h"

using namespace causeway;
using namespace causeway::engine;

class PolicyStandingTest : public QObject {
    Q_OBJECT

    // Costs by replication; SLO violations and carbon the same throughout but for a share that is added.
    static PolicyOutcome outcome(const std::vector<double> &costs, const std::vector<double> &violations)
    {
        PolicyOutcome out;
        for (std::size_t i = 0; i < costs.size(); ++i) {
            allocate::Measures one{};
            one[static_cast<std::size_t>(allocate::Measure::Cost)] = costs[i];
            one[static_cast<std::size_t>(allocate::Measure::SloViolation)] = violations[i];
            out.runs.push_back(one);
        }
        out.measures = allocate::estimatesOf(out.runs);
        return out;
    }

private Q_SLOTS:
    void chanceBeatsNobody()
    {
        using Kind = PolicyStanding::Kind;
        ComparePoliciesResponse response;
        response.baseline = outcome({10, 10, 10, 10}, {0.10, 0.12, 0.11, 0.09});
        response.policies.push_back(outcome({10, 10, 10, 10}, {0.11, 0.11, 0.12, 0.09}));     // worse by its mean, within chance
        response.policies.push_back(outcome({12, 12, 12, 12}, {0.02, 0.03, 0.02, 0.01}));     // dearer and better
        response.policies.push_back(outcome({13, 13, 13, 13}, {0.099, 0.121, 0.109, 0.09})); // dearer, and better by its mean within chance
        response.policies.push_back(outcome({13, 13, 13, 13}, {0.2, 0.3, 0.2, 0.3}));
        PolicyOutcome failed;
        failed.error = Error{};
        response.policies.push_back(failed);
        std::vector<allocate::MeasureEstimates> measures{response.baseline.measures};
        for (std::size_t i = 0; i + 1 < response.policies.size(); ++i)
            measures.push_back(response.policies[i].measures);
        response.pareto = allocate::paretoFront(measures);
        const std::vector<PolicyStanding> out = standingsOf(response);
        QCOMPARE(out.size(), std::size_t{6});
        QVERIFY(out[0].kind == Kind::NotBeaten && !out[0].by);
        QVERIFY(out[1].kind == Kind::WithinChance && !out[1].by);
        QVERIFY(out[2].kind == Kind::NotBeaten);
        QVERIFY(out[3].kind == Kind::Beaten && out[3].by == std::size_t{0});
        QVERIFY(out[4].kind == Kind::Beaten && out[4].by.has_value());
        QVERIFY(out[5].kind == Kind::NotRun);

        // Alone against the first one its mean is on the front, by chance.
        response.policies = {response.policies[2]};
        response.pareto = {0, 1};
        const std::vector<PolicyStanding> alone = standingsOf(response);
        QVERIFY(alone[1].kind == Kind::WithinChance && alone[1].by == std::size_t{0});
    }
};

CAUSEWAY_TEST(PolicyStandingTest)
#include "policy_standing_test.moc"
