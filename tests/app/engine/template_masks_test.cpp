// Masks of a project: previewed, set, undone, honoured by what mines later.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "app/engine/edit_templates.h"
#include "app/engine/import_logs.h"
#include "app/engine/mine_templates.h"
#include "app/engine/template_masks.h"
#include "app/engine/undo_edit.h"

using namespace causeway;
using namespace causeway::engine;
using storage::TemplateMask;

namespace {

constexpr const char *kRooms[] = {"kitchen", "first floor bath", "attic"};

std::string lamps(int rounds)
{
    std::string text;
    for (int i = 0; i < rounds; ++i)
        for (const char *room : kRooms)
            text += "2024-01-01 00:00:0" + std::to_string(i % 10) + " INFO house: lamp in " + room + " of house switched on\n";
    return text + "2024-01-01 00:00:09 INFO house: door of attic is open\n";
}

Result<ImportResponse> import(test::TemporaryProject &project, const std::string &name, const std::string &bytes)
{
    ImportRequest request;
    request.paths = {project.write(name, bytes)};
    return importLogs(*project, request, Job{});
}

std::vector<TemplateMask> rooms(const std::string &source = {}) { return {{{"in .* of", "room", {}}, source}}; }

// "id:text xcount name" of all templates.
QStringList describe(storage::Project &project)
{
    const auto catalog = currentTemplates(project, 1, Job{});
    QStringList out;
    if (catalog)
        for (const storage::TemplateInfo &info : (*catalog)->templates)
            out << QStringLiteral("%1:%2 x%3 %4").arg(info.id.value).arg(QString::fromStdString(info.text())).arg(info.count).arg(QString::fromStdString(info.name));
    out.sort();
    return out;
}

} // namespace

class TemplateMasksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePreviewTellsWhatSettingDoes()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(5)));
        const QStringList original = describe(*project);
        QCOMPARE(original.size(), 4);
        const auto preview = previewMasks(*project, rooms(), 1, Job{});
        CAUSEWAY_VERIFY(preview);
        QCOMPARE(describe(*project), original);
        QVERIFY(listMasks(*project)->empty());
        QCOMPARE(preview->templatesBefore, 4u);
        QCOMPARE(preview->templatesAfter, 2u);
        QCOMPARE(preview->total(), 1u);
        QCOMPARE(preview->merged, 1u);
        QCOMPARE(preview->messages, 15u);
        QCOMPARE(preview->changes.front().before.size(), 3u);
        QCOMPARE(preview->changes.front().after.front().text, std::string("lamp <*> house switched on"));
        QCOMPARE(preview->changes.front().after.front().count, 15u);
        QCOMPARE(preview->uses.front().forms, 3u);
        QCOMPARE(preview->uses.front().messages, 15u);

        const auto set = setMasks(*project, rooms(), 1, Job{});
        CAUSEWAY_VERIFY(set);
        QVERIFY(set->edit > 0);
        QCOMPARE(set->difference.merged, preview->merged);
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        QCOMPARE((*catalog)->templates.size(), 2u);
        QVERIFY((*catalog)->templates.front().id == preview->changes.front().after.front().id);
        QCOMPARE((*catalog)->templates.front().tokens[1].text, std::string("room"));
        // The way back is a split.
        const auto back = previewMasks(*project, {}, 1, Job{});
        CAUSEWAY_VERIFY(back);
        QCOMPARE(back->split, 1u);
        QCOMPARE(back->appeared, 2u);
    }
    void undoGivesIdsAndNamesBack()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(5)));
        EditTemplatesRequest rename;
        rename.action = EditTemplatesRequest::Action::Rename;
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        for (const storage::TemplateInfo &info : (*catalog)->templates) {
            rename.ids = {info.id};
            rename.name = "name " + std::to_string(info.id.value);
            CAUSEWAY_VERIFY(editTemplates(*project, rename, Job{}));
        }
        const QStringList original = describe(*project);
        const auto set = setMasks(*project, rooms(), 1, Job{});
        CAUSEWAY_VERIFY(set);
        const QStringList masked = describe(*project);
        QCOMPARE(masked.size(), 2);
        CAUSEWAY_VERIFY(undoEdit(*project, {set->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), original);
        QVERIFY(listMasks(*project)->empty());
        CAUSEWAY_VERIFY(undoEdit(*project, {set->edit, {}, true}, Job{}));
        QCOMPARE(describe(*project), masked);
        project.reopen();
        QCOMPARE(describe(*project), masked);
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "template", false}, Job{}));
        QCOMPARE(describe(*project), original);
    }
    void aMaskHoldsForWhatIsImportedLater()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(2)));
        CAUSEWAY_VERIFY(setMasks(*project, rooms(), 1, Job{}));
        CAUSEWAY_VERIFY(import(project, "b.log", "2024-01-01 01:00:00 INFO house: lamp in hall of house switched on\n" + lamps(2)));
        const QStringList now = describe(*project);
        QCOMPARE(now.size(), 2);
        QVERIFY2(now.join('\n').contains("lamp <*> house switched on x13"), qPrintable(now.join('\n')));
    }
    void aMaskOfOneSourceIsForItsShapes()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(2)));
        CAUSEWAY_VERIFY(import(project, "b.log", "2024-01-01 01:00:00 INFO house: lamp in hall of house switched on\n2024-01-01 01:00:01 INFO house: bell rang\n"));
        const auto only = previewMasks(*project, rooms("b.log"), 1, Job{});
        CAUSEWAY_VERIFY(only);
        QCOMPARE(only->uses.front().forms, 1u);
        QCOMPARE(only->uses.front().messages, 1u);
        QCOMPARE(previewMasks(*project, rooms(), 1, Job{})->uses.front().forms, 4u);
        QCOMPARE(previewMasks(*project, rooms("c.log"), 1, Job{})->total(), 0u);
    }
    void aMaskThatOnlyNamesAParameterIsSeen()
    {
        test::TemporaryProject project;
        std::string log;
        for (int i = 0; i < 9; ++i)
            log += "2024-01-01 00:00:0" + std::to_string(i) + " INFO shop: parcel " + std::to_string(100 + i * 7) + " left\n";
        CAUSEWAY_VERIFY(import(project, "a.log", log + "2024-01-01 00:01:00 INFO shop: door is open\n"));
        const std::vector<TemplateMask> masks{{{"\\d+", "parcel_id", {}}, {}}};
        const auto preview = previewMasks(*project, masks, 1, Job{});
        CAUSEWAY_VERIFY(preview);
        QCOMPARE(preview->total(), 1u);
        QCOMPARE(preview->renamed, 1u);
        QCOMPARE(preview->messages, 9u);
        const TemplateChange &change = preview->changes.front();
        QVERIFY(change.kind == TemplateChange::Kind::Renamed && toName(change.kind) == "renamed");
        QCOMPARE(change.before.front().text, std::string("parcel <*> left"));
        QCOMPARE(change.after.front().text, std::string("parcel <*> left"));
        QVERIFY(change.before.front().named != change.after.front().named);
        QCOMPARE(change.after.front().named, std::string("parcel <parcel_id> left"));
        CAUSEWAY_VERIFY(setMasks(*project, masks, 1, Job{}));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        QCOMPARE((*catalog)->templates.front().tokens[1].text, std::string("parcel_id"));
        QCOMPARE(previewMasks(*project, masks, 1, Job{})->total(), 0u);
    }
    void pinnedTemplatesStay()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(2)));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        EditTemplatesRequest pin;
        pin.action = EditTemplatesRequest::Action::Pin;
        for (const storage::TemplateInfo &info : (*catalog)->templates)
            if (info.text().find("attic of") != std::string::npos)
                pin.ids = {info.id};
        CAUSEWAY_VERIFY(editTemplates(*project, pin, Job{}));
        const auto preview = previewMasks(*project, rooms(), 1, Job{});
        CAUSEWAY_VERIFY(preview);
        QCOMPARE(preview->templatesAfter, 3u);
        QCOMPARE(preview->changes.front().before.size(), 2u);
        CAUSEWAY_VERIFY(setMasks(*project, rooms(), 1, Job{}));
        QCOMPARE(describe(*project).size(), 3);
    }
    void whatIsSetAlreadyIsNoEdit()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(2)));
        const std::vector<TemplateMask> masks{{{"in .* of", "a\"b", templates::ParameterType::Word}, "a.log"}};
        CAUSEWAY_VERIFY(setMasks(*project, masks, 1, Job{}));
        QVERIFY(*listMasks(*project) == masks);
        QCOMPARE(setMasks(*project, masks, 1, Job{})->edit, 0);
    }
    void aBadExpressionChangesNothing()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", lamps(2)));
        const QStringList original = describe(*project);
        const auto set = setMasks(*project, {{{"in (", "", {}}, ""}}, 1, Job{});
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::InvalidInput);
        QVERIFY(listMasks(*project)->empty());
        QCOMPARE(describe(*project), original);
    }
};

CAUSEWAY_TEST(TemplateMasksTest)
#include "template_masks_test.moc"
