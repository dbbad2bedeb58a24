// The house's rule "arrows point one way", checked on every #include.

#include "tests/support/test_registry.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Rule {
    const char *folder;             // files below it …
    std::vector<const char *> may;  // … may include project headers below these
    bool qt;                        // … and Qt
};

// The most specific folder that a file lies in rules it.
const std::vector<Rule> &rules()
{
    static const std::vector<Rule> all{
        {"analysis/core/", {"analysis/core/"}, false},
        {"analysis/decode/", {"analysis/core/", "analysis/decode/"}, false},
        {"analysis/templates/", {"analysis/core/", "analysis/templates/"}, false},
        {"analysis/sessions/", {"analysis/core/", "analysis/sessions/"}, false},
        {"analysis/detect/", {"analysis/core/", "analysis/detect/"}, false},
        {"analysis/flow/", {"analysis/core/", "analysis/detect/", "analysis/flow/"}, false},
        {"analysis/traces/", {"analysis/core/", "analysis/decode/signals/", "analysis/traces/"}, false},
        {"analysis/rootcause/", {"analysis/core/", "analysis/decode/signals/", "analysis/traces/", "analysis/rootcause/"}, false},
        {"analysis/simulate/", {"analysis/core/", "analysis/traces/", "analysis/simulate/"}, false},
        {"analysis/allocate/", {"analysis/core/", "analysis/simulate/", "analysis/learn/api/", "analysis/allocate/"}, false},
        {"analysis/loop/", {"analysis/core/", "analysis/simulate/", "analysis/allocate/", "analysis/detect/", "analysis/loop/"}, false},
        {"analysis/forecast/", {"analysis/core/", "analysis/simulate/", "analysis/forecast/"}, false},
        {"analysis/boundaries/", {"analysis/core/", "analysis/traces/", "analysis/simulate/", "analysis/learn/api/", "analysis/boundaries/"}, false},
        {"analysis/learn/", {"analysis/core/", "analysis/detect/", "analysis/learn/"}, false},
        {"analysis/learn/api/", {"analysis/core/", "analysis/learn/api/"}, false},
        {"analysis/learn/torch/", {"analysis/core/", "analysis/learn/api/", "analysis/learn/torch/"}, false},
        {"analysis/demo/", {"analysis/core/", "analysis/demo/"}, false},
        {"analysis/layout/", {"analysis/layout/"}, false}, // of another licence: includes nothing of the program
        {"storage/", {"analysis/", "storage/"}, false},
        {"app/engine/", {"analysis/", "storage/", "app/engine/"}, false},
        {"app/cli/", {"analysis/", "storage/", "app/engine/", "app/cli/"}, false},
        {"app/workspace/", {"analysis/", "storage/", "app/engine/", "app/workspace/"}, true},
        {"app/main.cpp", {"analysis/", "storage/", "app/", "views/"}, true},
        {"views/", {"analysis/core/", "analysis/detect/", "analysis/decode/", "analysis/templates/", "analysis/sessions/", "analysis/flow/",
                    "analysis/traces/", "analysis/rootcause/", "analysis/simulate/", "analysis/allocate/", "analysis/boundaries/", "analysis/layout/", "storage/", "app/engine/", "app/workspace/", "views/"}, true},
    };
    return all;
}

} // namespace

class IncludeDirectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void arrowsPointOneWay()
    {
        const QDir root(QStringLiteral(CAUSEWAY_SOURCE_DIR));
        static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
        int files = 0;
        QStringList wrong;
        for (const char *top : {"analysis", "storage", "app", "views"}) {
            QDirIterator it(root.filePath(QString::fromLatin1(top)), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                            QDirIterator::Subdirectories);
            while (it.hasNext()) {
                const QString path = root.relativeFilePath(it.next());
                const Rule *rule = nullptr;
                for (const Rule &candidate : rules())
                    if (path.startsWith(QLatin1String(candidate.folder)))
                        rule = &candidate;
                if (rule == nullptr) {
                    wrong << path + QStringLiteral(" lies in a folder without a rule");
                    continue;
                }
                QFile file(root.filePath(path));
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                while (!file.atEnd()) {
                    const auto match = include.match(QString::fromUtf8(file.readLine()));
                    if (!match.hasMatch())
                        continue;
                    const QString name = match.captured(2);
                    if (match.captured(1) == QLatin1String("<")) {
                        static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt)"));
                        if (!rule->qt && qt.match(name).hasMatch())
                            wrong << path + QStringLiteral(" includes Qt: ") + name;
                        if (name.startsWith(QLatin1String("sqlite3")) && !path.startsWith(QLatin1String("storage/")))
                            wrong << path + QStringLiteral(" includes SQLite");
                        continue;
                    }
                    if (name.endsWith(QLatin1String(".moc")))
                        continue;
                    bool allowed = false;
                    for (const char *folder : rule->may)
                        allowed = allowed || name.startsWith(QLatin1String(folder));
                    if (!allowed)
                        wrong << path + QStringLiteral(" includes ") + name;
                }
            }
        }
        QVERIFY(files > 20);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
};

CAUSEWAY_TEST(IncludeDirectionTest)
#include "include_direction_test.moc"
