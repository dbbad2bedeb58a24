// The program as a script sees it: exit codes, one JSON document on stdout, messages on stderr.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

namespace {

struct Outcome {
    int exit = -1;
    QByteArray out, err;
    [[nodiscard]] QJsonDocument json() const
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("not one JSON document: %s\n%s\n%s", qPrintable(error.errorString()), out.left(500).constData(), err.constData());
        return document;
    }
    [[nodiscard]] QJsonObject object() const { return json().object(); }
    [[nodiscard]] QJsonArray array() const { return json().array(); }
};

QByteArray orders(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        for (const char *what : {"received order_%1 from customer", "payment of order_%1 accepted", "parcel for order_%1 handed over"})
            text += QStringLiteral("2024-01-01 %1:%2:%3 INFO shop: ").arg(i / 3600, 2, 10, QLatin1Char('0')).arg(i / 60 % 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0')).toUtf8() +
                    QString::fromLatin1(what).arg(1000 + i).toUtf8() + '\n';
    return text;
}

} // namespace

class CliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qWarning("cannot write %s", qPrintable(name));
        return path(name);
    }
    static Outcome run(const QStringList &arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        // Without a display and without a platform: a verb must not need either.
        environment.remove(QStringLiteral("DISPLAY"));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("there-is-none"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway"), arguments);
        Outcome outcome;
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
            return outcome;
        outcome.exit = process.exitCode();
        outcome.out = process.readAllStandardOutput();
        outcome.err = process.readAllStandardError();
        return outcome;
    }
    QString imported(const QString &name)
    {
        const QString project = path(name);
        const Outcome outcome = run({QStringLiteral("import"), project, write(name + QStringLiteral(".log"), orders(60))});
        if (outcome.exit != 0)
            qWarning("%s", outcome.err.constData());
        return project;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(QFile::exists(QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway")), "the program is not built (target causeway)");
    }

    void wrongUsageExitsWith2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *arguments, const char *says) { QTest::newRow(arguments) << QString::fromUtf8(arguments).split(QLatin1Char(' '), Qt::SkipEmptyParts) << QString::fromUtf8(says); };
        row("templtes p", "“templates”");
        row("info", "missing");
        row("info a b", "too many");
        row("lines p --limt 3", "--limit");
        row("lines p --limit many", "“many”");
        row("lines p --limit", "needs a value");
        row("lines p --limit 1 --limit 2", "twice");
        row("lines p --from yesterday", "ISO 8601");
        row("lines p --from 25:00:00", "ISO 8601");
        row("lines p --to 12:00:00x", "ISO 8601");
        row("sessions p --by window", "seconds");
        row("sessions p --by fortune", "fortune");
        row("import p f --format sysog", "“syslog”");
        row("import p f --label unsure", "normal or anomalous");
        row("label p x fine", "“fine”");
        row("label p x", "verdict");
        row("label p", "Exactly one");
        row("evaluate p --on mars", "held-out");
        row("evaluate p --prevalence 2", "--prevalence");
        row("export p dreams f.csv", "dreams");
        row("train p trivial --set colour=1", "colour");
        row("train p", "trivial, ");
        row("templates p --merge 1", "two ids");
        row("templates p --pin 1 --split 1", "at a time");
        row("info p --json=yes", "no value");
    }
    void wrongUsageExitsWith2()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        QStringList words = arguments;
        const QString project = path(QStringLiteral("usage.causeway"));
        if (!QFile::exists(project))
            imported(QStringLiteral("usage.causeway"));
        if (words.size() > 1 && words[1] == QLatin1String("p"))
            words[1] = project;
        const Outcome outcome = run(words);
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
        QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
    }

    void aTimeOfDayNeedsItsDayWhereThereAreSeveral()
    {
        const QString project = path(QStringLiteral("days.causeway"));
        QCOMPARE(run({QStringLiteral("import"), project, write(QStringLiteral("days.log"), "2024-01-01 23:59:59 INFO shop: started\n2024-01-02 00:00:01 INFO shop: stopped\n")}).exit, 0);
        const Outcome outcome = run({QStringLiteral("lines"), project, QStringLiteral("--from"), QStringLiteral("00:00:01")});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains("from 2024-01-01 to 2024-01-02") && outcome.err.contains("2024-01-01T00:00:01"), outcome.err.constData());
    }

    void failuresExitWith1AndSayWhy_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *arguments, const char *says) { QTest::newRow(arguments) << QString::fromUtf8(arguments).split(QLatin1Char(' '), Qt::SkipEmptyParts) << QString::fromUtf8(says); };
        row("info nowhere", "there is no such file");
        row("info LOG", "not a Causeway project");
        row("import NEW nowhere.log", "nowhere.log");
        row("lines P --regex (", "(");
        row("lines P --session order_1", "order_1");
        row("lines P --template 99", "99");
        row("lines P --source shop.lgo", "shop");
        row("detect P trivial", "causeway train PROJECT trivial");
        row("detect P 17", "17");
        row("train P trivail", "“trivial”");
        row("templates P --merge 1 99", "99");
        row("evaluate P", "causeway detect");
        row("label P nobody normal", "nobody");
        row("label P --undo", "nothing to undo");
        row("sessions P --by identifier:invoice", "order");
        row("sessions P --by trace", "trace");
    }
    void failuresExitWith1AndSayWhy()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const QString project = path(QStringLiteral("shop"));
        if (!QFile::exists(project))
            imported(QStringLiteral("shop"));
        QStringList words;
        for (const QString &word : arguments)
            words << (word == QLatin1String("P") ? project : word == QLatin1String("NEW") ? path(QStringLiteral("new.causeway")) : word == QLatin1String("LOG") ? write(QStringLiteral("a.log"), orders(3)) : word);
        const Outcome outcome = run(words << QStringLiteral("--json"));
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
        QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
    }

    void aWindowWithoutADisplayIsWrongUsage()
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(name));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway"), {path(QStringLiteral("shop.causeway"))});
        QVERIFY(process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 2);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("causeway help") && said.contains("DISPLAY") && said.count('\n') == 1, said.constData());
    }

    void aFailedImportLeavesNothing()
    {
        for (const auto &[name, bytes] : {std::pair("empty.log", QByteArray()), {"binary.log", QByteArray("\0\1\2\3", 4).repeated(100)}, {nullptr, QByteArray()}}) {
            const QString file = name == nullptr ? path(QStringLiteral("missing.log")) : write(QLatin1String(name), bytes);
            QCOMPARE(run({QStringLiteral("import"), path(QStringLiteral("litter.causeway")), file}).exit, 1);
            QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("litter*")}), QStringList());
        }
        // What was there stays, and no lock stays behind.
        const QString project = imported(QStringLiteral("kept.causeway"));
        QCOMPARE(run({QStringLiteral("import"), project, path(QStringLiteral("missing.log"))}).exit, 1);
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("kept.causeway-*")}), QStringList());
        QVERIFY(run({QStringLiteral("info"), project}).exit == 0);
    }

    void helpNeedsNothing()
    {
        for (const QStringList &arguments : {QStringList{QStringLiteral("help")}, QStringList{QStringLiteral("--help")}, QStringList{QStringLiteral("help"), QStringLiteral("lines")},
                                             QStringList{QStringLiteral("lines"), QStringLiteral("--help")}, QStringList{QStringLiteral("--version")}}) {
            const Outcome outcome = run(arguments);
            QCOMPARE(outcome.exit, 0);
            QVERIFY(!outcome.out.isEmpty() && outcome.err.isEmpty());
        }
        QVERIFY(run({QStringLiteral("help"), QStringLiteral("lines")}).out.contains("--session KEY"));
        QVERIFY(run({QStringLiteral("help"), QStringLiteral("train")}).out.contains("--seed"));
        QVERIFY(!run({QStringLiteral("help"), QStringLiteral("info")}).out.contains("--seed"));
    }

    void importAndLookAround()
    {
        const QString project = path(QStringLiteral("look.causeway"));
        const QByteArray text = orders(60) + "last line, no end";
        const Outcome import = run({QStringLiteral("import"), project, write(QStringLiteral("look.log"), text), QStringLiteral("--json")});
        QCOMPARE(import.exit, 0);
        const QJsonObject file = import.object()[QStringLiteral("files")].toArray().first().toObject();
        for (const char *key : {"file", "format", "events", "spans", "metric_points", "sessions", "skipped", "bytes", "seconds", "incomplete_at"})
            QVERIFY2(file.contains(QLatin1String(key)), key);
        QCOMPARE(file[QStringLiteral("bytes")].toInt(), text.size());

        const QJsonObject info = run({QStringLiteral("info"), project, QStringLiteral("--json")}).object();
        for (const char *key : {"events", "spans", "traces", "metric_points", "templates", "shapes", "sessions", "labels", "sources", "from_ns", "to_ns", "bytes"})
            QVERIFY2(info.contains(QLatin1String(key)), key);
        QCOMPARE(info[QStringLiteral("from_ns")].toInteger(), 1704067200000000000);

        // The bytes as they were.
        QCOMPARE(run({QStringLiteral("lines"), project}).out, text);
        QCOMPARE(run({QStringLiteral("lines"), project, QStringLiteral("--count"), QStringLiteral("--contains"), QStringLiteral("payment")}).out, "60\n");
        const QJsonArray lines = run({QStringLiteral("lines"), project, QStringLiteral("--session"), QStringLiteral("order_1007"), QStringLiteral("--json")}).array();
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].toObject()[QStringLiteral("text")].toString(), "2024-01-01 00:00:07 INFO shop: payment of order_1007 accepted");
        QCOMPARE(lines[1].toObject()[QStringLiteral("level")].toString(), "info");
        QCOMPARE(run({QStringLiteral("lines"), project, QStringLiteral("--limit"), QStringLiteral("0"), QStringLiteral("--json")}).out, "[]\n");
        QCOMPARE(run({QStringLiteral("lines"), project, QStringLiteral("--from"), QStringLiteral("2024-01-01T00:00:59Z"), QStringLiteral("--regex"), QStringLiteral("^.*order_1059 from"), QStringLiteral("--json")}).array().size(), 1);
        // All of it lies on one day, so a time of day will do.
        const QStringList evening{QStringLiteral("lines"), project, QStringLiteral("--count"), QStringLiteral("--contains"), QStringLiteral("payment")};
        QCOMPARE(run(evening + QStringList{QStringLiteral("--from"), QStringLiteral("00:00:30")}).out, "30\n");
        QCOMPARE(run(evening + QStringList{QStringLiteral("--to"), QStringLiteral("00:00:10.5")}).out, "11\n");

        const QJsonObject sessions = run({QStringLiteral("sessions"), project, QStringLiteral("--json")}).object();
        QCOMPARE(sessions[QStringLiteral("by")].toString(), "identifier:order");
        QCOMPARE(sessions[QStringLiteral("sessions")].toInt(), 60);
        QVERIFY(!sessions[QStringLiteral("why")].toString().isEmpty());

        // A row for every physical line, in order.
        const Outcome assigned = run({QStringLiteral("templates"), project, QStringLiteral("--assign")});
        const QList<QByteArray> rows = assigned.out.split('\n');
        QCOMPARE(rows.size(), 60 * 3 + 1 + 1);
        QVERIFY(rows[0].startsWith("1\t") && rows[3].startsWith("4\t"));
        QCOMPARE(rows[0].mid(rows[0].indexOf('\t')), rows[3].mid(rows[3].indexOf('\t')));
        QVERIFY(rows[0].mid(rows[0].indexOf('\t')) != rows[1].mid(rows[1].indexOf('\t')));
    }

    void threadsNeverChangeAResult()
    {
        QByteArray first;
        for (const char *threads : {"1", "3"}) {
            const QString project = path(QStringLiteral("threads%1.causeway").arg(QLatin1String(threads)));
            QCOMPARE(run({QStringLiteral("import"), project, write(QStringLiteral("threads.log"), orders(200)), QStringLiteral("--threads"), QString::fromLatin1(threads)}).exit, 0);
            QByteArray all;
            for (const QString &verb : {QStringLiteral("templates"), QStringLiteral("sessions"), QStringLiteral("lines")})
                all += run({verb, project, QStringLiteral("--json"), QStringLiteral("--threads"), QString::fromLatin1(threads)}).out;
            if (first.isEmpty())
                first = all;
            QCOMPARE(all, first);
        }
    }

    void templatesAreEdited()
    {
        const QString project = imported(QStringLiteral("edit.causeway"));
        const auto verb = [&](const QStringList &more) { return run(QStringList{QStringLiteral("templates"), project} + more + QStringList{QStringLiteral("--json")}); };
        QCOMPARE(verb({}).array().size(), 3);
        const QJsonArray merged = verb({QStringLiteral("--merge"), QStringLiteral("1"), QStringLiteral("2")}).array();
        QCOMPARE(merged.size(), 1);
        QCOMPARE(merged[0].toObject()[QStringLiteral("count")].toInt(), 120);
        QCOMPARE(verb({QStringLiteral("--rename"), QStringLiteral("1"), QStringLiteral("both of them")}).array()[0].toObject()[QStringLiteral("name")].toString(), "both of them");
        QCOMPARE(verb({QStringLiteral("--pin"), QStringLiteral("1")}).array()[0].toObject()[QStringLiteral("pinned")].toBool(), true);
        QCOMPARE(verb({}).array().size(), 2);
        QCOMPARE(verb({QStringLiteral("--split"), QStringLiteral("1")}).array().size(), 2);
        QCOMPARE(verb({}).array().size(), 3);
    }

    void labelTrainDetectEvaluate()
    {
        const QString project = imported(QStringLiteral("judge.causeway"));
        const auto verb = [&](const QStringList &words) { return run(QStringList{words[0], project} + words.mid(1) + QStringList{QStringLiteral("--json")}); };
        const QJsonObject trained = verb({QStringLiteral("train"), QStringLiteral("trivial")}).object();
        for (const char *key : {"model", "detector", "sessions", "windows", "unique_windows", "epochs", "seconds", "loss", "threshold", "calibration_fpr"})
            QVERIFY2(trained.contains(QLatin1String(key)), key);
        QCOMPARE(trained[QStringLiteral("sessions")].toInt(), 60);
        QCOMPARE(run({QStringLiteral("import"), project, write(QStringLiteral("odd.log"), "2024-01-02 00:00:01 INFO shop: received order_7 from customer\n"), QStringLiteral("--label"), QStringLiteral("anomalous")}).exit, 0);
        const QJsonObject detected = verb({QStringLiteral("detect"), QStringLiteral("trivial")}).object();
        QCOMPARE(detected[QStringLiteral("scored")].toInt(), 61);
        QCOMPARE(detected[QStringLiteral("anomalous")].toInt(), 1);
        const QJsonArray anomalies = verb({QStringLiteral("anomalies")}).array();
        QCOMPARE(anomalies.size(), 1);
        const QJsonObject finding = anomalies[0].toObject();
        for (const char *key : {"finding", "subject", "detector", "score", "threshold", "from_ns", "to_ns", "message", "lines", "steps"})
            QVERIFY2(finding.contains(QLatin1String(key)), key);
        QCOMPARE(finding[QStringLiteral("subject")].toObject()[QStringLiteral("id")].toString(), "identifier:order=order_7");
        QVERIFY(finding[QStringLiteral("lines")].toArray()[0].toObject()[QStringLiteral("text")].toString().contains(QLatin1String("order_7")));
        QCOMPARE(finding[QStringLiteral("steps")].toArray().size(), 1);

        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("order_1003"), QStringLiteral("normal"), QStringLiteral("--note"), QStringLiteral("fine")}).object()[QStringLiteral("labels")].toInt(), 2);
        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("--undo")}).object()[QStringLiteral("normal")].toInt(), 0);
        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("order_1003"), QStringLiteral("normal")}).object()[QStringLiteral("normal")].toInt(), 1);
        const QJsonObject quality = verb({QStringLiteral("evaluate"), QStringLiteral("--prevalence"), QStringLiteral(".1")}).object()[QStringLiteral("runs")].toArray()[0].toObject();
        for (const char *key : {"run", "detector", "model", "tp", "fp", "fn", "tn", "precision", "recall", "f1", "f1_ci95", "fpr", "auc", "average_precision", "f1_projected", "unique"})
            QVERIFY2(quality.contains(QLatin1String(key)), key);
        QCOMPARE(quality[QStringLiteral("tp")].toInt(), 1);
        QCOMPARE(quality[QStringLiteral("tn")].toInt(), 1);
        const QJsonObject heldOut = verb({QStringLiteral("evaluate"), QStringLiteral("--on"), QStringLiteral("held-out")}).object()[QStringLiteral("runs")].toArray()[0].toObject();
        QCOMPARE(heldOut[QStringLiteral("tn")].toInt(), 0);
        QCOMPARE(heldOut[QStringLiteral("tp")].toInt(), 1);
        QCOMPARE(verb({QStringLiteral("models")}).array().size(), 1);

        const QString csv = path(QStringLiteral("labels.csv"));
        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("--export"), csv}).exit, 0);
        QVERIFY(QFile::exists(csv));
        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("--import"), csv}).object()[QStringLiteral("labels")].toInt(), 2);
    }

    void labelsBecomeACandidateThatIsComparedAndPromoted()
    {
        const QString project = imported(QStringLiteral("cycle.causeway"));
        const auto text = [&](const QStringList &words) { return run(QStringList{words[0], project} + words.mid(1)); };
        const auto verb = [&](const QStringList &words) { return text(words + QStringList{QStringLiteral("--json")}); };
        QByteArray odd;
        for (int i = 0; i < 12; ++i)
            odd += "2024-01-02 00:00:" + QByteArray::number(10 + i) + " INFO shop: parcel for order_" + QByteArray::number(5000 + i) + " handed over\n";
        QCOMPARE(run({QStringLiteral("import"), project, write(QStringLiteral("paid.log"), odd)}).exit, 0);
        QCOMPARE(verb({QStringLiteral("train"), QStringLiteral("ngram")}).exit, 0);
        QCOMPARE(verb({QStringLiteral("detect"), QStringLiteral("ngram")}).exit, 0);

        // What to label: sessions with the same events once.
        const QJsonArray queue = verb({QStringLiteral("queue"), QStringLiteral("--limit"), QStringLiteral("5")}).array();
        QVERIFY(!queue.isEmpty() && queue.size() <= 5);
        for (const char *key : {"subject", "reason", "uncertainty", "severity", "sessions"})
            QVERIFY2(queue[0].toObject().contains(QLatin1String(key)), key);
        int stands = 0;
        for (const QJsonValue &entry : queue)
            stands += entry.toObject()[QStringLiteral("sessions")].toInt();
        QCOMPARE(stands, 72);
        QVERIFY(text({QStringLiteral("queue")}).out.contains("72 sessions have no label"));

        QByteArray labels = "subject,verdict,kind,by,note\n";
        for (int i = 0; i < 60; ++i)
            labels += "order_" + QByteArray::number(1000 + i) + ",normal,,import,\n";
        for (int i = 0; i < 12; ++i)
            labels += "order_" + QByteArray::number(5000 + i) + ",anomalous,unpaid,import,\n";
        QCOMPARE(verb({QStringLiteral("label"), QStringLiteral("--import"), write(QStringLiteral("cycle.csv"), labels)}).object()[QStringLiteral("labels")].toInt(), 72);
        const Outcome retrained = verb({QStringLiteral("retrain"), QStringLiteral("ngram")});
        QVERIFY2(retrained.exit == 0, retrained.err.constData());
        QVERIFY(retrained.object()[QStringLiteral("suspects")].toArray().isEmpty());
        const QJsonObject metrics = retrained.object()[QStringLiteral("metrics")].toObject();
        QVERIFY(metrics[QStringLiteral("labels")].toInt() > 0);
        QCOMPARE(metrics[QStringLiteral("after")].toObject()[QStringLiteral("recall")].toDouble(), 1.0);
        QVERIFY(text({QStringLiteral("retrain"), QStringLiteral("trivial")}).out.contains("it is the first model of this detector"));

        // Two courses alone: nothing can be held out.
        const Outcome curve = text({QStringLiteral("learning-curve"), QStringLiteral("logistic")});
        QCOMPARE(curve.exit, 1);
        QVERIFY2(curve.err.contains("too few can be held out"), curve.err.constData());
        QVERIFY(text({QStringLiteral("learning-curve"), QStringLiteral("ngram")}).err.contains("does not learn from labels"));

        const QString candidate = QString::number(retrained.object()[QStringLiteral("model")].toInt());
        const auto statusOf = [&](const QJsonArray &models, const QString &model) {
            for (const QJsonValue &one : models)
                if (QString::number(one.toObject()[QStringLiteral("model")].toInt()) == model)
                    return one.toObject()[QStringLiteral("status")].toString();
            return QString();
        };
        // One judges: until a candidate is promoted, the model before.
        const auto judging = [&](const QJsonArray &models) {
            QStringList numbers;
            for (const QJsonValue &one : models)
                if (one.toObject()[QStringLiteral("judges")].toBool())
                    numbers << QString::number(one.toObject()[QStringLiteral("model")].toInt());
            return numbers;
        };
        const QJsonArray models = verb({QStringLiteral("models")}).array();
        QCOMPARE(statusOf(models, candidate), "candidate");
        QVERIFY(!judging(models).isEmpty() && !judging(models).contains(candidate));
        // One word each: the one that judges is active, whether somebody promoted it or not.
        const QByteArray listed = text({QStringLiteral("models")}).out;
        QVERIFY2(listed.contains("active") && listed.contains("candidate") && !listed.contains("judges"), listed.constData());
        const QJsonArray promoted = verb({QStringLiteral("models"), QStringLiteral("--promote"), candidate}).array();
        QCOMPARE(statusOf(promoted, candidate), "active");
        QVERIFY(judging(promoted).contains(candidate));
        QCOMPARE(text({QStringLiteral("models"), QStringLiteral("--promote"), candidate}).exit, 1); // it is
        QCOMPARE(statusOf(verb({QStringLiteral("models"), QStringLiteral("--revert")}).array(), candidate), "candidate");
        const Outcome compared = verb({QStringLiteral("models"), QStringLiteral("--compare"), candidate, QStringLiteral("--with"), QStringLiteral("1")});
        QVERIFY2(compared.exit == 0, compared.err.constData());
        QCOMPARE(compared.object()[QStringLiteral("with")].toInt(), 1);
        QCOMPARE(text({QStringLiteral("models"), QStringLiteral("--compare"), QStringLiteral("99")}).exit, 1);

        // A threshold of one's own stays until it is taken back.
        const QJsonObject learned = verb({QStringLiteral("detect"), candidate}).object();
        QCOMPARE(verb({QStringLiteral("detect"), candidate, QStringLiteral("--threshold"), QStringLiteral("1e9")}).object()[QStringLiteral("anomalous")].toInt(), 0);
        QCOMPARE(verb({QStringLiteral("detect"), candidate}).object()[QStringLiteral("anomalous")].toInt(), 0);
        QCOMPARE(verb({QStringLiteral("detect"), candidate, QStringLiteral("--threshold"), QStringLiteral("own")}).object()[QStringLiteral("anomalous")], learned[QStringLiteral("anomalous")]);
        QCOMPARE(text({QStringLiteral("detect"), candidate, QStringLiteral("--threshold"), QStringLiteral("high")}).exit, 2);

        QVERIFY(verb({QStringLiteral("drift")}).array().isEmpty());
        QVERIFY(text({QStringLiteral("drift")}).out.contains("too few to tell"));
    }

    void exportsFiles_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("rows");
        QTest::newRow("lines") << "lines" << 180;
        QTest::newRow("templates") << "templates" << 3;
        QTest::newRow("findings") << "findings" << 0;
        QTest::newRow("labels") << "labels" << 0;
    }
    void exportsFiles()
    {
        QFETCH(QString, what);
        QFETCH(int, rows);
        const QString project = imported(what + QStringLiteral(".causeway"));
        for (const QString &extension : {QStringLiteral(".csv"), QStringLiteral(".jsonl")}) {
            const QString file = path(what + extension);
            QCOMPARE(run({QStringLiteral("export"), project, what, file, QStringLiteral("--json")}).object()[QStringLiteral("rows")].toInt(), rows);
            QFile written(file);
            QVERIFY(written.open(QIODevice::ReadOnly));
            const QList<QByteArray> lines = written.readAll().split('\n');
            if (extension == QLatin1String(".jsonl"))
                for (int i = 0; i < rows; ++i)
                    QVERIFY(QJsonDocument::fromJson(lines[i]).isObject());
            else
                QVERIFY(lines[0].contains(','));
        }
    }

    void detectorsAndFormatsAreListed()
    {
        bool trivial = false;
        for (const QJsonValue &value : run({QStringLiteral("detectors"), QStringLiteral("--json")}).array()) {
            const QJsonObject detector = value.toObject();
            for (const char *key : {"name", "kind", "needs", "paper", "fidelity"})
                QVERIFY2(!detector[QLatin1String(key)].toString().isEmpty(), key);
            trivial = trivial || detector[QStringLiteral("name")].toString() == QLatin1String("trivial");
        }
        QVERIFY(trivial);
        QVERIFY(run({QStringLiteral("formats"), QStringLiteral("--json")}).array().size() > 3);
    }

    void aReaderThatGoesIsNoError()
    {
        const QString project = path(QStringLiteral("pipe.causeway"));
        QCOMPARE(run({QStringLiteral("import"), project, write(QStringLiteral("pipe.log"), orders(30000))}).exit, 0);
        QProcess shell;
        shell.start(QStringLiteral("bash"), {QStringLiteral("-c"), QStringLiteral("set -o pipefail; '" CAUSEWAY_BINARY_DIR "/causeway' lines '%1' | head -1").arg(project)});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.exitCode(), 0);
        QVERIFY(shell.readAllStandardError().isEmpty());
        QVERIFY(shell.readAllStandardOutput().startsWith("2024-01-01"));
    }
    void masksArePreviewedSetListedAndTakenAway()
    {
        const QString project = imported("masks.causeway");
        const QStringList templates{"templates", project, "--json"};
        const auto texts = [&] {
            QStringList out;
            for (const QJsonValue &one : run(templates).array())
                out << one.toObject().value("template").toString();
            out.sort();
            return out;
        };
        const QStringList original = texts();
        QCOMPARE(original.size(), 3);
        const QJsonObject preview = run(templates + QStringList{"--mask", "(received|parcel for) \\w+ (from customer|handed over)", "--name", "step", "--preview"}).object();
        QVERIFY(!preview.value("applied").toBool());
        QCOMPARE(preview.value("templates_before").toInt(), 3);
        QCOMPARE(preview.value("templates_after").toInt(), 2);
        QCOMPARE(preview.value("merged").toInt(), 1);
        QCOMPARE(preview.value("changes").toArray().first().toObject().value("before").toArray().size(), 2);
        QCOMPARE(texts(), original);
        QVERIFY(run(templates + QStringList{"--masks"}).array().isEmpty());

        const QJsonObject set = run(templates + QStringList{"--mask", "(received|parcel for) \\w+ (from customer|handed over)", "--name", "step", "--source", "masks.causeway.log"}).object();
        QVERIFY(set.value("applied").toBool() && set.value("edit").toInt() > 0);
        QCOMPARE(texts().size(), 2);
        const QJsonArray masks = run(templates + QStringList{"--masks"}).array();
        QCOMPARE(masks.size(), 1);
        QCOMPARE(masks.first().toObject().value("name").toString(), QString("step"));
        QCOMPARE(masks.first().toObject().value("source").toString(), QString("masks.causeway.log"));

        QCOMPARE(run(templates + QStringList{"--unmask", "2"}).exit, 1);
        QCOMPARE(run(templates + QStringList{"--unmask", "1"}).exit, 0);
        QCOMPARE(texts(), original);

        const Outcome bad = run(templates + QStringList{"--mask", "order ["});
        QCOMPARE(bad.exit, 1);
        QVERIFY2(bad.err.contains("missing ]") && bad.err.contains("byte 6"), bad.err.constData());
        QCOMPARE(run(templates + QStringList{"--mask", "a", "--masks"}).exit, 2);
        QCOMPARE(run(templates + QStringList{"--preview"}).exit, 2);
        QCOMPARE(run(templates + QStringList{"--name", "x"}).exit, 2);
        QCOMPARE(run(templates + QStringList{"--mask", "a", "--source", "nothing"}).exit, 1);
    }
};

CAUSEWAY_TEST(CliTest)
#include "cli_test.moc"
