// What was observed where a scenario was learned stays with it and its forks, whatever becomes of the scenario itself.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/simulate/scenario_path.h"
#include "app/engine/model_trust.h"
#include "app/engine/observed_model.h"

using namespace causeway;
using namespace causeway::engine;
using What = simulate::Extrapolation::What;

class ObservedModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void forksKnowWhatWasObserved()
    {
        test::TemporaryProject project;
        const auto first = importScenario(*project, test::sourcePath("tests/data/scenarios/overload.json"), {});
        CAUSEWAY_VERIFY(first);
        simulate::LearnedScenario learned;
        learned.scenario = *readScenarioOf(*project, first->id);
        learned.services.resize(learned.scenario.services.size());
        learned.services[0].ratePeak = 160;
        learned.services[0].busyMost = 8;
        const auto unknown = beyondObserved(*project, first->id, learned.scenario);
        QVERIFY(unknown && !*unknown); // of a file
        CAUSEWAY_VERIFY(keepObserved(*project, first->id, learned));
        const auto kept = observedOf(*project, first->id);
        QVERIFY(kept && *kept && (*kept)->services[0].ratePeak == 160 && (*kept)->services[0].busyMost == 8);
        QCOMPARE(toJson((*kept)->scenario), toJson(learned.scenario));

        const auto fork = forkScenario(*project, first->id, "more");
        CAUSEWAY_VERIFY(fork);
        const auto leaf = forkScenario(*project, fork->id, "more still");
        CAUSEWAY_VERIFY(leaf);
        simulate::Scenario asked = learned.scenario;
        CAUSEWAY_VERIFY(simulate::setScenarioField(asked, "services.s.replicas", 3));
        for (simulate::Arrivals &arrivals : asked.arrivals)
            simulate::scaleLoad(arrivals, 2);
        // The first one changed and removed: what it was learned from stays.
        CAUSEWAY_VERIFY(changeScenario(*project, first->id, asked));
        CAUSEWAY_VERIFY(removeScenario(*project, first->id));
        const auto beyond = beyondObserved(*project, leaf->id, asked);
        QVERIFY(beyond && *beyond);
        const auto has = [&](What what) { return std::ranges::find((*beyond).value(), what, &simulate::Extrapolation::what) != (*beyond)->end(); };
        QVERIFY(has(What::Load) && has(What::Replicas) && (*beyond)->size() == 2);
        for (const simulate::Extrapolation &one : **beyond)
            QVERIFY2(told(one).toEnglish().starts_with("s "), told(one).toEnglish().c_str());
        QVERIFY(beyondObserved(*project, leaf->id, learned.scenario).value()->empty());

        // Trust without traces: theory, and what is beyond.
        ModelTrustRequest request;
        request.scenario = std::make_shared<const simulate::Scenario>(asked);
        request.id = leaf->id;
        request.heldOut.replications = 2;
        const auto trust = modelTrust(*project, request, {});
        CAUSEWAY_VERIFY(trust);
        QVERIFY(trust->heldOut.empty() && trust->notHeldOut && trust->beyond && trust->beyond->size() == 2 && trust->littleGap >= 0);
    }
};

CAUSEWAY_TEST(ObservedModelTest)
#include "observed_model_test.moc"
