// Labels: durable, every change undone and redone, conflicts refused with the reason.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/database.h"
#include "storage/label_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

Label label(const std::string &id, Verdict verdict, const std::string &note = {})
{
    return {{SubjectKind::Session, id}, verdict, "kind", "me", note, 42};
}

QString verdictOf(LabelStore &store, const std::string &id)
{
    const auto found = store.get({SubjectKind::Session, id});
    if (!found)
        return QString::fromStdString(found.error().toEnglish());
    return *found ? QString::fromStdString(std::string(toName((*found)->verdict))) : QStringLiteral("none");
}

} // namespace

class LabelStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void labelsAreThereAfterReopening()
    {
        test::TemporaryProject project;
        const std::string odd = "identifier:blk=\"\xff\n’";
        const std::vector<Label> labels{label("a", Verdict::Normal), label(odd, Verdict::Anomalous, "n\xc3ote")};
        CAUSEWAY_VERIFY(LabelStore(*project).set(labels, "two"));
        project.reopen();
        LabelStore store(*project);
        QCOMPARE(verdictOf(store, "a"), "normal");
        const auto found = store.get({SubjectKind::Session, odd});
        CAUSEWAY_VERIFY(found);
        QVERIFY(found->has_value());
        QVERIFY((*found)->note == "n\xc3ote");
        QCOMPARE((*found)->atNs, 42);
        QVERIFY((*found)->by == "me" && (*found)->kind == "kind");
        const auto counts = store.counts();
        CAUSEWAY_VERIFY(counts);
        QCOMPARE(counts->labels, 2u);
        QCOMPARE(counts->anomalous, 1u);
        QCOMPARE(verdictOf(store, "b"), "none");
    }

    void everyChangeIsUndoneAndRedone()
    {
        test::TemporaryProject project;
        LabelStore store(*project);
        const auto first = store.set(std::vector{label("a", Verdict::Normal)}, "first");
        CAUSEWAY_VERIFY(first);
        const auto second = store.set(std::vector{label("a", Verdict::Anomalous), label("b", Verdict::Unsure)}, "second");
        CAUSEWAY_VERIFY(second);
        const auto third = store.remove({SubjectKind::Session, "a"});
        CAUSEWAY_VERIFY(third);
        QCOMPARE(verdictOf(store, "a"), "none");
        project.reopen(); // undo survives a restart
        LabelStore again(*project);
        CAUSEWAY_VERIFY(again.undo(*third));
        QCOMPARE(verdictOf(again, "a"), "anomalous");
        CAUSEWAY_VERIFY(again.undo(*second));
        QCOMPARE(verdictOf(again, "a"), "normal");
        QCOMPARE(verdictOf(again, "b"), "none");
        CAUSEWAY_VERIFY(again.undo(*first));
        QCOMPARE(verdictOf(again, "a"), "none");
        QVERIFY(!again.undo(*first));
        CAUSEWAY_VERIFY(again.redo(*first));
        CAUSEWAY_VERIFY(again.redo(*second));
        CAUSEWAY_VERIFY(again.redo(*third));
        QCOMPARE(verdictOf(again, "a"), "none");
        QCOMPARE(verdictOf(again, "b"), "unsure");
    }

    void anUndoThatConflictsIsRefusedWithTheReason()
    {
        test::TemporaryProject project;
        LabelStore store(*project);
        const auto first = store.set(std::vector{label("a", Verdict::Normal), label("c", Verdict::Normal)}, "first");
        CAUSEWAY_VERIFY(first);
        CAUSEWAY_VERIFY(store.set(std::vector{label("b", Verdict::Normal)}, "other"));
        const auto later = store.set(std::vector{label("c", Verdict::Anomalous)}, "the later one");
        CAUSEWAY_VERIFY(later);
        const auto refused = store.undo(*first);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(refused.error().toEnglish().find("the later one") != std::string::npos);
        QCOMPARE(verdictOf(store, "a"), "normal");
        CAUSEWAY_VERIFY(store.undo(*later));
        CAUSEWAY_VERIFY(store.undo(*first));
        QCOMPARE(verdictOf(store, "a"), "none");
        QCOMPARE(verdictOf(store, "b"), "normal");
        // Redoing the later one alone would bring a label back whose ground is gone.
        const auto redo = store.redo(*later);
        QVERIFY(!redo);
        QCOMPARE(redo.error().code, ErrorCode::Conflict);
    }

    void theLastLabelOfABatchHolds()
    {
        test::TemporaryProject project;
        LabelStore store(*project);
        CAUSEWAY_VERIFY(store.set(std::vector{label("a", Verdict::Normal), label("a", Verdict::Unsure)}, "twice"));
        QCOMPARE(verdictOf(store, "a"), "unsure");
        QVERIFY(!store.set({}, "none"));
        QVERIFY(!store.remove({SubjectKind::Session, "nobody"}));
    }

    void importedLabelsGiveWayToPeople()
    {
        test::TemporaryProject project;
        LabelStore store(*project);
        CAUSEWAY_VERIFY(store.set(std::vector{label("a", Verdict::Normal)}, "by hand"));
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) {
            return LabelStore::insertImported(database, std::vector{label("a", Verdict::Anomalous), label("b", Verdict::Anomalous)});
        }));
        QCOMPARE(verdictOf(store, "a"), "normal");
        QCOMPARE(verdictOf(store, "b"), "anomalous");
        const auto edits = EditLog(*project).recent(10);
        CAUSEWAY_VERIFY(edits);
        QCOMPARE(edits->size(), 1u);
    }

    void aDamagedEditIsAMessage()
    {
        test::TemporaryProject project;
        LabelStore store(*project);
        const auto edit = store.set(std::vector{label("a", Verdict::Normal)}, "x");
        CAUSEWAY_VERIFY(edit);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE edit SET after='[{\"subject_kind\":7'"); }));
        const auto refused = store.undo(*edit);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Damaged);
        QCOMPARE(verdictOf(store, "a"), "normal");
    }
};

CAUSEWAY_TEST(LabelStoreTest)
#include "label_store_test.moc"
