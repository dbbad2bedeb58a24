// Templates over imports, edits and undoing.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/edit_templates.h"
#include "app/engine/mine_templates.h"
#include "app/engine/parameter_values.h"
#include "app/engine/undo_edit.h"
#include "storage/redoable_edits.h"
#include "tests/app/engine/orders_log.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

class EditTemplatesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void templatesKeepTheirIdsOverImports()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto before = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(before);
        QCOMPARE((*before)->templates.size(), 3u);
        const storage::TemplateInfo *paid = findText(**before, "payment of");
        QVERIFY(paid != nullptr);
        QCOMPARE(paid->count, 98u);
        QCOMPARE(QString::fromStdString(toIso8601(paid->first)), "2024-01-01T00:00:04Z");
        CAUSEWAY_VERIFY(import(project, "b.log", orders(100) + "2024-01-01 09:00:00 ERROR shop: out of paper\n"));
        const auto after = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(after);
        QCOMPARE((*after)->templates.size(), 4u);
        const storage::TemplateInfo *again = (*after)->find(paid->id);
        QVERIFY(again != nullptr && again->text() == paid->text());
        QCOMPARE(again->count, 196u);
        QVERIFY((*after)->version > (*before)->version);
    }

    void templateEditsAreUndoneAndSurviveMining()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        const TemplateId paid = findText(**catalog, "payment of")->id, sent = findText(**catalog, "parcel for")->id;
        const QString original = describe(*project);

        EditTemplatesRequest request;
        request.action = EditTemplatesRequest::Action::Merge;
        request.ids = {paid, sent};
        const auto merged = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(merged);
        QCOMPARE(merged->touched.size(), 1u);
        QCOMPARE(merged->touched.front().count, 198u);
        QVERIFY(merged->touched.front().id == paid);
        // They have no word in common: the text of the more frequent one, whichever was named first.
        QCOMPARE(QString::fromStdString(merged->touched.front().text()), QString("parcel for order_<*> handed over"));
        const QString afterMerge = describe(*project);

        request.action = EditTemplatesRequest::Action::Rename;
        request.ids = {sent}; // by its alias
        request.name = "after the order";
        const auto renamed = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(renamed);
        QVERIFY(renamed->touched.front().id == paid && renamed->touched.front().name == "after the order");

        // The merge cannot be undone under the rename.
        const auto refused = undoEdit(*project, {merged->edit, {}, false}, Job{});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        CAUSEWAY_VERIFY(undoEdit(*project, {renamed->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), afterMerge);

        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), afterMerge);

        request.action = EditTemplatesRequest::Action::Split;
        request.ids = {paid};
        const auto split = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(split);
        QCOMPARE(split->touched.size(), 2u);
        const QString afterSplit = describe(*project);
        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), afterSplit);
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "template", false}, Job{}));
        QCOMPARE(describe(*project), afterMerge);
        CAUSEWAY_VERIFY(undoEdit(*project, {split->edit, {}, true}, Job{}));
        QCOMPARE(describe(*project), afterSplit);
        CAUSEWAY_VERIFY(undoEdit(*project, {split->edit, {}, false}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {merged->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), original);

        request.action = EditTemplatesRequest::Action::Split;
        const auto single = editTemplates(*project, request, Job{});
        QVERIFY(!single);
        QCOMPARE(single.error().code, ErrorCode::InvalidInput);
        request.ids = {TemplateId(4711)};
        QCOMPARE(editTemplates(*project, request, Job{}).error().code, ErrorCode::NotFound);
    }

    void whatIsUndoneBeforeANewEditIsNotRedone()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        const TemplateId paid = findText(**catalog, "payment of")->id, sent = findText(**catalog, "parcel for")->id;
        const auto pin = [&](TemplateId id) { return editTemplates(*project, {EditTemplatesRequest::Action::Pin, {id}, {}, {}}, Job{}); };
        const auto first = pin(paid);
        CAUSEWAY_VERIFY(first);
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, false}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, true}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, false}, Job{}));
        const QString before = describe(*project);
        const auto second = pin(sent); // of another pattern: they share nothing
        CAUSEWAY_VERIFY(second);
        const QString after = describe(*project);
        const auto refuse = [&](storage::EditNumber edit) {
            const auto refused = undoEdit(*project, {edit, {}, true}, Job{});
            return !refused && refused.error().code == ErrorCode::Conflict;
        };
        QVERIFY(refuse(first->edit));
        CAUSEWAY_VERIFY(undoEdit(*project, {second->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), before);
        QVERIFY(refuse(first->edit));
        const auto redoable = storage::redoableEdits(*project);
        CAUSEWAY_VERIFY(redoable);
        QCOMPARE(redoable->size(), 1u);
        QCOMPARE(redoable->front(), second->edit);
        CAUSEWAY_VERIFY(undoEdit(*project, {second->edit, {}, true}, Job{}));
        QCOMPARE(describe(*project), after);
    }

    void aMergeReadsAsAllItsLinesDo()
    {
        std::string log;
        for (int i = 0; i < 20; ++i) {
            const std::string user = "u" + std::to_string(i % 7);
            log += "2024-01-01 00:00:" + std::to_string(10 + i) + " INFO shop: session opened for user " + user + "\n";
            if (i % 2 == 0)
                log += "2024-01-01 00:00:" + std::to_string(10 + i) + " INFO shop: session closed for user " + user + "\n";
        }
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", log));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        EditTemplatesRequest request;
        request.action = EditTemplatesRequest::Action::Merge;
        request.ids = {findText(**catalog, "closed")->id, findText(**catalog, "opened")->id}; // the rarer first
        const auto merged = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(merged);
        const auto check = [&] {
            const auto values = parameterValues(*project, {request.ids.front(), {}, nullptr}, Job{});
            CAUSEWAY_VERIFY(values);
            QCOMPARE(values->events, 30u);
            QCOMPARE(values->unreadable, 0u);
            QCOMPARE(values->parameters.size(), 2u);
            QCOMPARE(values->parameters[0].top[0].text, "opened");
            QCOMPARE(values->parameters[0].top[0].count, 20u);
            QCOMPARE(values->parameters[0].top[1].count, 10u);
            QCOMPARE(values->parameters[1].distinct, 7u);
        };
        QCOMPARE(QString::fromStdString(merged->touched.front().text()), QString("session <*> for user <*>"));
        check();
        const QString before = describe(*project);
        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), before);
        // More lines of both forms, and of one that is new.
        CAUSEWAY_VERIFY(import(project, "b.log", "2024-01-01 01:00:00 INFO shop: session opened for user x9\n2024-01-01 01:00:01 INFO shop: stock is low\n"));
        CAUSEWAY_VERIFY(currentTemplates(*project, 1, Job{}));
        QVERIFY(describe(*project).contains("session <*> for user <*>"));
    }
};

CAUSEWAY_TEST(EditTemplatesTest)
#include "edit_templates_test.moc"
