#include "tests/support/test_registry.h"

#ifdef CAUSEWAY_TEST_GUI
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QDir>
#include <QTest>

#include <cstdlib>

namespace {

QtMessageHandler g_previous = nullptr;

// A logged warning is a defect: it fails the test that is running.
void failOnWarning(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (g_previous != nullptr)
        g_previous(type, context, text);
    const bool harmless = text.contains(QLatin1String("This plugin does not support propagateSizeHints()"));
    if ((type == QtWarningMsg || type == QtCriticalMsg) && !harmless && QTest::currentTestFunction() != nullptr)
        QTest::qFail(qPrintable(QStringLiteral("logged: ") + text), __FILE__, __LINE__);
}

} // namespace

int main(int argc, char **argv)
{
    // As the program does: the libraries behind the networks read them when they are loaded.
    qputenv("OMP_NUM_THREADS", "1");
    qputenv("OPENBLAS_NUM_THREADS", "1");
    const QString runtime = QString::fromLocal8Bit(qgetenv("XDG_RUNTIME_DIR"));
    if (!runtime.isEmpty()) {
        QDir().mkpath(runtime);
        QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
#ifdef CAUSEWAY_TEST_GUI
    QApplication app(argc, argv);
#else
    QCoreApplication app(argc, argv);
#endif
    QCoreApplication::setApplicationName(QStringLiteral("causeway-test"));
    // The first argument may name one test class; the rest goes to Qt Test.
    QStringList arguments = QCoreApplication::arguments();
    QString only;
    if (arguments.size() > 1 && arguments[1].endsWith(QLatin1String("Test")))
        only = arguments.takeAt(1);
    int failures = 0;
    int run = 0;
    for (const auto &make : causeway::test::registry()) {
        const auto test = make();
        if (!only.isEmpty() && only != QString::fromLatin1(test->metaObject()->className()))
            continue;
        // qExec installs its own handler at each run; ours goes on top when the first test function starts.
        g_previous = qInstallMessageHandler(nullptr);
        qInstallMessageHandler(failOnWarning);
        failures += QTest::qExec(test.get(), arguments) == 0 ? 0 : 1;
        ++run;
    }
    if (run == 0) {
        qCritical("no test class was run");
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
