// Decisions of people: durable, undone and redone over a restart, never without a reason.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/approval_store.h"

using namespace causeway;
using namespace causeway::storage;

class ApprovalStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfItIsThereAfterReopening()
    {
        test::TemporaryProject project;
        const Approval all{0, 0, "dim", "", true, "a \xff\n\"’", "me", 42}, one{0, 7, "limit", "pay", false, "no", "you", 43};
        for (const Approval &approval : {one, all})
            CAUSEWAY_VERIFY(ApprovalStore(*project).add(approval));
        project.reopen();
        const auto found = ApprovalStore(*project).all();
        CAUSEWAY_VERIFY(found);
        Approval first = all, second = one;
        first.id = 2;
        second.id = 1;
        QVERIFY(*found == (std::vector{first, second})); // in order of time
    }
    void undoneAndRedoneOverARestart()
    {
        test::TemporaryProject project;
        const auto edit = ApprovalStore(*project).add({0, 3, "dim", "ads", true, "tonight \xff", "me", 42});
        CAUSEWAY_VERIFY(edit);
        const auto before = *ApprovalStore(*project).all();
        project.reopen();
        CAUSEWAY_VERIFY(ApprovalStore(*project).undo(*edit));
        QVERIFY(ApprovalStore(*project).all()->empty());
        project.reopen();
        CAUSEWAY_VERIFY(ApprovalStore(*project).redo(*edit));
        QVERIFY(*ApprovalStore(*project).all() == before);
    }
    void neverWithoutAReason()
    {
        test::TemporaryProject project;
        for (const char *blank : {"", " \n\t"}) {
            QCOMPARE(ApprovalStore(*project).add({0, 0, "dim", "", true, blank, "me", 1}).error().code, ErrorCode::InvalidInput);
            QCOMPARE(ApprovalStore(*project).add({0, 0, "dim", "", true, "why", blank, 1}).error().code, ErrorCode::InvalidInput);
        }
        QVERIFY(ApprovalStore(*project).all()->empty());
    }
};

CAUSEWAY_TEST(ApprovalStoreTest)
#include "approval_store_test.moc"
