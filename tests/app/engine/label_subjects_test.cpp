// Labels go out and in.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/export_data.h"
#include "app/engine/label_subjects.h"
#include "app/engine/undo_edit.h"
#include "tests/app/engine/orders_log.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

class LabelSubjectsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void labelsGoOutAndIn()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"order_1001", "window:window:60s=2024-01-01T00:00:00Z"}, Verdict::Normal, "=1+1", "@me", "-a, \"b\"\nc"}, Job{}));
        const std::string path = project.path("labels.csv");
        const auto out = exportData(*project, {ExportWhat::Labels, path}, Job{});
        CAUSEWAY_VERIFY(out);
        QCOMPARE(out->rows, 2u);
        const std::string text = test::readFile(path);
        QVERIFY(text.find("subject,verdict,kind,by,note\n") == 0);
        QVERIFY(text.find(",'=1+1,'@me,\"'-a, \"\"b\"\"\nc\"\n") != std::string::npos);
        const auto before = storage::LabelStore(*project).all();
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "label", false}, Job{}));
        QCOMPARE(storage::LabelStore(*project).counts()->labels, 0u);
        CAUSEWAY_VERIFY(importLabels(*project, {path}, Job{}));
        const auto after = storage::LabelStore(*project).all();
        CAUSEWAY_VERIFY(after);
        QCOMPARE(after->size(), before->size());
        for (std::size_t i = 0; i < after->size(); ++i)
            QVERIFY((*after)[i].subject == (*before)[i].subject && (*after)[i].note == (*before)[i].note && (*after)[i].kind == (*before)[i].kind && (*after)[i].by == (*before)[i].by);
    }

    void aBadLabelFileChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("verdict") << QByteArray("subject,verdict\norder_1001,normal\norder_1002,fine\n") << 3;
        QTest::newRow("unknown session") << QByteArray("order_1001,normal\norder_77,normal\n") << 2;
        QTest::newRow("columns") << QByteArray("order_1001\n") << 1;
        QTest::newRow("open quote") << QByteArray("order_1001,normal\n\"order_1002,normal\n") << 2;
    }

    void aBadLabelFileChangesNothing()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto done = importLabels(*project, {project.write("labels.csv", text.toStdString())}, Job{});
        QVERIFY(!done);
        QCOMPARE(static_cast<int>(done.error().where.line), line);
        QCOMPARE(storage::LabelStore(*project).counts()->labels, 0u);
    }
};

CAUSEWAY_TEST(LabelSubjectsTest)
#include "label_subjects_test.moc"
