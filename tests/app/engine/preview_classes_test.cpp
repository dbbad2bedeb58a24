// Two programs in one folder are told apart by their classes, wherever their files lie.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/engine/preview_classes.h"

using namespace causeway;
using namespace causeway::engine;

class PreviewClassesTest : public QObject {
    Q_OBJECT

    // Calls among ten classes of one program.
    static bool write(const QTemporaryDir &folder, const QString &name, const QByteArray &package)
    {
        QDir(folder.path()).mkpath(QFileInfo(name).path());
        QFile file(folder.filePath(name));
        QByteArray bytes;
        for (int i = 0; i < 9; ++i) {
            const auto place = [&](int number) { return "src/" + package + "/" + package + QByteArray::number(number) + ".java:" + package + QByteArray::number(number) + ":run"; };
            bytes += QByteArray::number(1000 + i) + ",buy," + package + QByteArray::number(i) + " calls " + package + QByteArray::number(i + 1) + ',' + place(i) + ',' + place(i + 1) + '\n';
        }
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

private Q_SLOTS:
    void programsSideBySide()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder, "flows/pet.txt", "pet") && write(folder, "flows/shop.txt", "shop") && write(folder, "more/pet/again.txt", "pet") && write(folder, "more/shop/again.txt", "shop"));
        const auto found = previewClasses(folder.path().toStdString(), Job{});
        QVERIFY(found.has_value());
        const auto at = [&](const char *name) { return folder.filePath(QLatin1String(name)).toStdString(); };
        QCOMPARE(found->programs, (std::vector<std::vector<std::string>>{{at("flows/pet.txt"), at("more/pet")}, {at("flows/shop.txt"), at("more/shop")}}));
    }

    void foldersOfOneProgramEach()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder, "pet/a/one.txt", "pet") && write(folder, "pet/b/two.txt", "pet") && write(folder, "shop/one.txt", "shop"));
        const auto found = previewClasses(folder.path().toStdString(), Job{});
        QVERIFY(found.has_value());
        QCOMPARE(found->programs, (std::vector<std::vector<std::string>>{{folder.filePath("pet").toStdString()}, {folder.filePath("shop").toStdString()}}));
        const auto alone = previewClasses(folder.filePath("pet").toStdString(), Job{});
        QVERIFY(alone.has_value() && alone->programs.empty());
    }
};

CAUSEWAY_TEST(PreviewClassesTest)
#include "preview_classes_test.moc"
