#pragma once
// A project with some of everything, and what it holds as text, to compare a project with one made of its bundle.

#include "tests/app/cli/request_traces.h"
#include "tests/app/engine/orders_log.h"

#include <algorithm>
#include <map>

#include "app/engine/bundle.h"
#include "app/engine/run_detector.h"
#include "app/engine/subjects.h"
#include "app/engine/train_detector.h"
#include "storage/bookmark_store.h"
#include "storage/database.h"
#include "storage/finding_store.h"
#include "storage/incident_store.h"
#include "storage/label_store.h"
#include "storage/metric_store.h"

namespace causeway::test {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kNewYear = 1'704'067'200; // 2024-01-01T00:00:00Z, seconds

inline TimeRange minutes(int from, int to) { return {{(kNewYear + 60 * from) * kSecond}, {(kNewYear + 60 * to) * kSecond}}; }

// Orders for 50 minutes; in minutes 1, 16 and 40 lines that nobody else is to see, in minute 22 an exception with its stack.
inline std::string ordersWithSecrets()
{
    std::string text = "### log of shop ###\n" + orders(1000);
    const auto insert = [&](const char *before, const std::string &line) { text.insert(text.find(before), line); };
    insert("2024-01-01 00:01:00", "2024-01-01 00:01:00 INFO shop: vault opened with hunterTwo by nobody\n");
    insert("2024-01-01 00:16:00", "2024-01-01 00:16:00 INFO shop: received order_SECRET777 from customer\n");
    insert("2024-01-01 00:40:00", "2024-01-01 00:40:00 WARN [backdoor=9] entered quietly\n");
    insert("2024-01-01 00:22:00", "2024-01-01 00:22:00 ERROR shop: cannot pack order_1440\r\n\tat Shop.pack(Shop.java:17)\r\n\tat Shop.main(Shop.java:3)\n");
    text.pop_back(); // the last line has no end
    return text;
}

struct Told {
    std::map<std::string, std::vector<std::string>> parts;
    std::vector<std::string> &operator[](const std::string &name) { return parts[name]; }
};

inline std::string number(std::int64_t value) { return std::to_string(value); }

// All that a project says of its content, without paths, and with lines in the place of their numbers.
inline Result<Told> tell(storage::Project &project)
{
    Told told;
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), snapshot);
    CAUSEWAY_ASSIGN(const auto catalog, engine::currentTemplates(project, 1, Job{}));
    const auto line = [&](EventId id) -> std::string {
        const auto event = reader.event(id);
        return event ? snapshot->source(event->source)->name + "|" + number(event->time.ns) + "|" + number(static_cast<int>(event->level)) + "|" + number(catalog->templateOf(event->shape).value) + "|" +
                           catalog->nameOf(catalog->templateOf(event->shape)) + "|" + event->bytes
                     : event.error().toEnglish();
    };
    for (std::uint64_t event = 0; event < snapshot->events; ++event)
        told["lines"].push_back(line(EventId(event)));
    CAUSEWAY_ASSIGN(const auto sessions, engine::currentSessions(project, 1, Job{}));
    for (std::size_t s = 0; s < sessions->sessions.size(); ++s) {
        std::string all = sessions->subjectId(s) + "\n";
        for (const EventId event : sessions->eventsOf(s))
            all += line(event);
        told["sessions"].push_back(all);
    }
    CAUSEWAY_TRY(storage::SpanStore(project).forEachDetails(Job{}, [&](std::int64_t, std::uint64_t parent, const storage::SpanDetails &d) -> Result<void> {
        told["span details"].push_back(snapshot->source(d.source)->name + "|" + number(static_cast<std::int64_t>(parent)) + "|" + d.attributes + d.events + d.links + d.resource + d.scopeName + d.message);
        return {};
    }));
    CAUSEWAY_ASSIGN(const auto spans, storage::SpanStore(project).load(Job{}));
    for (std::uint32_t row = 0; row < spans->size(); ++row)
        told["spans"].push_back(traces::toHex(spans->traceKey(spans->trace(row))) + "|" + spans->serviceName(row) + "|" + spans->operationName(row) + "|" + number(spans->start(row)) + "|" +
                                number(spans->duration(row)) + "|" + number(spans->parent(row) == traces::kNone ? -1 : spans->start(spans->parent(row))));
    CAUSEWAY_ASSIGN(const auto series, storage::MetricStore(project).load([](const auto &) { return true; }, {}, Job{}));
    for (const storage::MetricSeries &one : series)
        for (std::size_t i = 0; i < one.timesNs.size(); ++i)
            told["metrics"].push_back(one.name + "|" + one.service + "|" + one.attributes + "|" + number(one.timesNs[i]) + "|" + std::to_string(one.values[i]));
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    for (const storage::Label &label : labels)
        told["labels"].push_back(std::string(toName(label.subject.kind)) + ":" + label.subject.id + "|" + std::string(toName(label.verdict)) + "|" + label.note);
    CAUSEWAY_ASSIGN(const auto bookmarks, storage::BookmarkStore(project).all());
    for (const storage::Bookmark &bookmark : bookmarks)
        told["bookmarks"].push_back(bookmark.note + "|" + line(bookmark.event));
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(project).runs());
    for (const storage::RunInfo &run : runs) {
        CAUSEWAY_ASSIGN(const auto scores, storage::FindingStore(project).scores(run.id));
        for (std::size_t i = 0; i < scores.subjectIds.size(); ++i)
            told["scores"].push_back(number(run.id.value) + "|" + scores.subjectIds[i] + "|" + std::to_string(scores.scores[i]));
        storage::FindingStore::Query query;
        query.run = run.id;
        CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(project).findings(query));
        for (const storage::Finding &finding : findings) {
            std::string text = number(finding.id.value) + "|" + finding.subject.id + "|" + std::to_string(finding.score) + "|" + finding.message.toEnglish();
            for (const EventId event : finding.odd)
                text += "\n" + line(event);
            text += "\n" + (finding.origin ? line(*finding.origin) : std::string("no origin")) + number(finding.absent.value);
            told["findings"].push_back(text);
        }
    }
    CAUSEWAY_ASSIGN(const auto models, storage::ModelStore(project).all());
    for (const storage::ModelInfo &model : models) {
        CAUSEWAY_ASSIGN(const std::string bytes, storage::ModelStore(project).bytes(model.id));
        told["models"].push_back(number(model.id.value) + "|" + model.detector + "|" + model.status + "|" + model.settings + "|" + (model.threshold ? std::to_string(*model.threshold) : "") + "|" + bytes);
    }
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(project).all());
    for (const storage::Incident &incident : incidents)
        told["incidents"].push_back(number(incident.id) + incident.name + incident.service + incident.note);
    for (const storage::TemplateInfo &info : catalog->templates)
        told["templates"].push_back(number(info.id.value) + "|" + info.text() + "|" + info.name + "|" + number(static_cast<std::int64_t>(info.count)) + "|" + number(info.first.ns) + "|" + number(info.last.ns) +
                                    "|" + number(static_cast<std::int64_t>(info.shapes.size())));
    for (const storage::SourceInfo &source : snapshot->sources)
        told["sources"].push_back(number(source.id.value) + "|" + source.name + "|" + source.format + "|" + number(static_cast<std::int64_t>(source.events)) + "|" +
                                  number(static_cast<std::int64_t>(source.spans)) + "|" + number(static_cast<std::int64_t>(source.metricPoints)) + "|" + number(static_cast<std::int64_t>(source.bytes)) + "|" +
                                  number(static_cast<std::int64_t>(source.skipped)) + "|" + number(source.timesFall) + "|" + number(source.signalsFrom.ns) + "|" + number(source.signalsTo.ns));
    return told;
}

// The first difference; empty: none.
inline QString difference(const Told &expected, const Told &found)
{
    for (const auto &[name, lines] : expected.parts) {
        const auto other = found.parts.find(name);
        const std::vector<std::string> none, &theirs = other == found.parts.end() ? none : other->second;
        for (std::size_t i = 0; i < std::max(lines.size(), theirs.size()); ++i)
            if (i >= lines.size() || i >= theirs.size() || lines[i] != theirs[i])
                return QStringLiteral("%1 %2 of %3 (%4):\n%5\nis\n%6").arg(QString::fromStdString(name)).arg(i).arg(lines.size()).arg(theirs.size())
                    .arg(i < lines.size() ? QString::fromStdString(lines[i]) : QString(), i < theirs.size() ? QString::fromStdString(theirs[i]) : QString());
    }
    for (const auto &[name, lines] : found.parts)
        if (!lines.empty() && !expected.parts.contains(name))
            return QStringLiteral("%1 out of nothing").arg(QString::fromStdString(name));
    return {};
}

// Orders, their sessions with labels, a trained model that has judged them, bookmarks and incidents.
inline Result<void> fillWithOrders(TemporaryProject &project)
{
    CAUSEWAY_TRY(import(project, "shop.log", ordersWithSecrets()));
    engine::GroupSessionsRequest group;
    group.grouping = by("identifier:order");
    CAUSEWAY_TRY(engine::groupSessions(*project, group, Job{}));
    engine::TrainDetectorRequest train;
    train.detector = "ngram";
    CAUSEWAY_ASSIGN(const auto trained, engine::trainDetector(*project, train, Job{}));
    CAUSEWAY_TRY(engine::runDetector(*project, {number(trained.model.id.value)}, Job{}));
    std::vector<storage::Label> labels;
    const auto label = [&](SubjectKind kind, const char *subject, Verdict verdict, const char *note) {
        storage::Label &one = labels.emplace_back();
        one.subject.kind = kind;
        one.subject.id = subject;
        one.verdict = verdict;
        one.by = "me";
        one.note = note;
    };
    label(SubjectKind::Session, "identifier:order=order_1005", Verdict::Normal, "far outside");
    label(SubjectKind::Session, "identifier:order=order_1449", Verdict::Anomalous, "inside");
    label(SubjectKind::Window, "window:60s=2024-01-01T00:21:00Z", Verdict::Anomalous, "window inside");
    label(SubjectKind::Window, "window:60s=2024-01-01T00:45:00Z", Verdict::Anomalous, "window outside");
    label(SubjectKind::Event, "1300", Verdict::Anomalous, "a line");
    CAUSEWAY_TRY(storage::LabelStore(*project).set(labels, "labels"));
    CAUSEWAY_TRY(storage::BookmarkStore(*project).set({EventId(3), "outside"}));
    CAUSEWAY_TRY(storage::BookmarkStore(*project).set({EventId(1310), "inside"}));
    for (const int minute : {2, 21}) {
        storage::Incident incident;
        incident.name = "minute " + number(minute);
        incident.time = minutes(minute, minute + 2);
        CAUSEWAY_TRY(storage::IncidentStore(*project).save(incident, "incident"));
    }
    return {};
}

// Opens what is bundled as a new project beside the first.
inline Result<std::shared_ptr<storage::Project>> throughBundle(storage::Project &project, const engine::BundleRequest &request, const std::string &file, const std::string &path)
{
    CAUSEWAY_TRY(engine::makeBundle(project, request, file, Job{}));
    CAUSEWAY_TRY(engine::openBundle(file, path, 1, Job{}));
    return storage::Project::open(path, storage::Project::Mode::OpenExisting);
}

inline QByteArray readAll(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace causeway::test
