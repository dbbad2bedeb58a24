#include "views/traces/span_section.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "app/workspace/workspace.h"
#include "app/engine/attribute_texts.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"
#include "views/traces/trace_desk.h"

namespace causeway::views {

namespace {

constexpr int kMostAttributes = 60, kMostEvents = 20, kMostLines = 5;
constexpr std::size_t kMostText = 1000;

QString tr(const char *text) { return QCoreApplication::translate("traces", text); }
QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

QString shortened(std::string_view value)
{
    return value.size() <= kMostText ? text::fromBytes(value) : text::fromBytes(value.substr(0, kMostText)) + QStringLiteral(" …");
}

void addAttributes(InspectorSection &section, const std::string &json)
{
    int told = 0, left = 0;
    engine::forEachAttributeText(json, [&](std::string_view key, std::string_view value) {
        if (told == kMostAttributes) {
            ++left;
            return;
        }
        ++told;
        section.addText(text::fromBytes(key) + QStringLiteral(" = ") + shortened(value), true);
    });
    if (left > 0)
        section.addText(tr("… %1 more").arg(count(static_cast<std::uint64_t>(left))));
}

QString kindText(traces::SpanKind kind)
{
    switch (kind) {
    case traces::SpanKind::Internal: return tr("internal");
    case traces::SpanKind::Server: return tr("server");
    case traces::SpanKind::Client: return tr("client");
    case traces::SpanKind::Producer: return tr("producer");
    case traces::SpanKind::Consumer: return tr("consumer");
    case traces::SpanKind::Unspecified: break;
    }
    return tr("not told");
}

} // namespace

void fillSpanSection(InspectorSection &section, TraceDesk &desk)
{
    if (!desk.isSpanTold())
        return;
    const auto tree = desk.tree();
    const std::uint32_t position = desk.span();
    const TreeSpan &span = tree->span(position);
    const traces::SpanTable &table = tree->table();
    section.addText(text::fromBytes(table.operationName(span.row)), true);
    section.addFact(tr("Service"), text::fromBytes(table.serviceName(span.row)));
    section.addFact(tr("Kind"), kindText(table.kind(span.row)));
    const bool failed = tree->isError(position);
    QString status = failed ? tr("error") : table.status(span.row) == traces::SpanStatus::Ok ? tr("ok") : tr("unset");
    if (desk.details() && !desk.details()->message.empty())
        status += QStringLiteral(": ") + shortened(desk.details()->message);
    section.addFact(tr("Status"), status);
    section.addFact(tr("Start"), text::time(TimePoint{table.start(span.row)}), text::timeUtc(TimePoint{table.start(span.row)}));
    section.addFact(tr("Offset"), text::duration(Nanos{span.fromNs}), tr("Since the trace began"));
    section.addFact(tr("Duration"), desk.details() && !desk.details()->hasDuration ? tr("not told") : text::duration(Nanos{span.durationNs}));
    section.addFact(tr("Self time"), text::duration(Nanos{span.selfNs}), tr("While none of its children ran"));
    if (span.criticalNs > 0)
        section.addFact(tr("Critical"), text::duration(Nanos{span.criticalNs}), tr("So long the trace waited for this span itself"));
    if (span.shiftNs != 0)
        section.addFact(tr("Clock"), tr("%1%2").arg(span.shiftNs < 0 ? QStringLiteral("−") : QStringLiteral("+"), text::duration(Nanos{std::abs(span.shiftNs)})), tr("Its start is corrected by this in the waterfall: its service's clock disagrees with its caller's"));
    if (tree->hasChildren(position))
        section.addFact(tr("Below"), span.end - position == 2 ? tr("1 span") : tr("%1 spans").arg(count(span.end - position - 1)));
    if (span.errors > (failed ? 1U : 0U))
        section.addFact(tr("Errors"), tr("%1 below").arg(count(span.errors - (failed ? 1 : 0))));
    section.addFact(tr("Span"), QString::fromStdString(traces::toHex(table.spanKey(span.row))), {}, true);
    section.addFact(tr("Trace"), QString::fromStdString(traces::toHex(table.traceKey(tree->trace()))), {}, true);
    if (table.isOrphan(span.row))
        section.addText(tr("Its parent is not among the spans that were imported."));
}

void fillSpanLines(InspectorSection &section, TraceDesk &desk)
{
    if (!desk.isSpanTold())
        return;
    const std::uint32_t position = desk.span();
    if (!desk.areLinesRead()) {
        section.addText(tr("reading …"));
        return;
    }
    const std::vector<SpanLine> lines = desk.linesOf(position);
    for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i)
        section.addText(text::timeOfDay(lines[i].time) + QStringLiteral("  ") + text::fromBytes(lines[i].text).trimmed(), true);
    if (lines.empty())
        section.addText(tr("No line names this span."));
    else if (lines.size() > kMostLines)
        section.addText(tr("… %1 more").arg(count(lines.size() - kMostLines)));
    section.addLink(lines.empty() ? tr("Lines while it ran") : lines.size() == 1 ? tr("Show its line") : tr("Show its %1 lines").arg(count(lines.size())), [&desk, position] { desk.showLines(position); });
    if (desk.lines().size() > lines.size())
        section.addLink(tr("Show the trace's %1 lines").arg(count(desk.lines().size())), [&desk] { desk.showTraceLines(); });
}

void fillSpanAttributes(InspectorSection &section, TraceDesk &desk)
{
    if (!desk.isSpanTold() || !desk.details())
        return;
    const storage::SpanDetails &details = *desk.details();
    addAttributes(section, details.attributes);
    if (!details.scopeName.empty())
        section.addText(tr("by %1 %2").arg(text::fromBytes(details.scopeName), text::fromBytes(details.scopeVersion)).trimmed());
    if (!details.resource.empty() && details.resource != "{}") {
        section.addText(tr("Resource:"));
        addAttributes(section, details.resource);
    }
}

void fillSpanEvents(InspectorSection &section, TraceDesk &desk)
{
    if (!desk.isSpanTold() || !desk.details())
        return;
    const auto tree = desk.tree();
    const storage::SpanDetails &details = *desk.details();
    const std::int64_t start = tree->table().start(tree->span(desk.span()).row);
    const QJsonArray events = QJsonDocument::fromJson(QByteArray::fromStdString(details.events)).array();
    for (qsizetype i = 0; i < events.size() && i < kMostEvents; ++i) {
        const QJsonObject event = events[i].toObject();
        const std::int64_t at = event.value(QLatin1String("time_ns")).toVariant().toLongLong() - start;
        section.addText((at < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text::duration(Nanos{std::abs(at)}) + QStringLiteral("  ") + event.value(QLatin1String("name")).toString());
        addAttributes(section, QJsonDocument(event.value(QLatin1String("attributes")).toObject()).toJson(QJsonDocument::Compact).toStdString());
    }
    if (events.size() > kMostEvents)
        section.addText(tr("… %1 more").arg(count(static_cast<std::uint64_t>(events.size() - kMostEvents))));
    for (const QJsonValue link : QJsonDocument::fromJson(QByteArray::fromStdString(details.links)).array()) {
        const QString id = link.toObject().value(QLatin1String("trace")).toString();
        const auto key = traces::parseTraceKey(id.toStdString());
        if (key && tree->table().findTrace(*key) != traces::kNone && *key != tree->table().traceKey(tree->trace()))
            section.addLink(tr("Linked trace %1").arg(id.left(8)), [&desk, key] { desk.openTrace(*key); });
        else
            section.addText(tr("Link to trace %1, span %2").arg(id, link.toObject().value(QLatin1String("span")).toString()), true);
    }
}

} // namespace causeway::views
