#include "views/report/report_html.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <span>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::size_t kLongestLine = 2'000; // bytes of an event's text
constexpr std::size_t kSteps = 6;           // odd steps told of a case
constexpr std::size_t kCandidates = 3;      // expected there

const QString kStyle = QStringLiteral(
    "body{font-family:sans-serif;font-size:10pt;max-width:70em;margin:2em auto;padding:0 1em;color:#1c2430;background:#fff}"
    "h1{font-size:20pt}h2{font-size:14pt;margin-top:2em}h3{font-size:11pt;margin-top:1.6em}"
    "table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid #d5dae1}"
    ".n{text-align:right}.quiet{color:#5b6676}"
    "pre{font-family:monospace;font-size:8pt;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".odd{background-color:#ffe2b8}a{color:#2463b4}img{max-width:100%}");

// A text document would paint these into the margins where a page ends.
const QString kBoxes = QStringLiteral("pre{background:#f3f5f8;padding:8px}");

class Writer {
    Q_DECLARE_TR_FUNCTIONS(causeway::views::Report)
public:
    Writer(const engine::ReportContent &content, const ReportPictures &pictures) : m_content(content), m_pictures(pictures) {}

    QString write()
    {
        const QString name = escaped(QFileInfo(QString::fromStdString(m_content.project)).completeBaseName());
        m_out = QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n<title>%2</title>\n<style>%3</style>\n</head>\n<body>\n")
                    .arg(tr("en", "language of the report"), tr("Report on %1").arg(name), m_pictures.onPages ? kStyle : kStyle + kBoxes);
        m_out += QStringLiteral("<h1>%1</h1>\n").arg(tr("Report on %1").arg(name));
        data();
        problems();
        detectors();
        cases();
        flow();
        measures();
        labels();
        settings();
        return m_out + QStringLiteral("</body>\n</html>\n");
    }

private:
    using Row = QStringList; // escaped
    static QString escaped(const QString &text) { return text.toHtmlEscaped(); }
    static QString escaped(const std::string &bytes) { return text::fromBytes(bytes).toHtmlEscaped(); }
    static QString number(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }
    static QString real(double value) { return std::isfinite(value) ? text::number(value) : QStringLiteral("–"); }
    static QString time(TimePoint time) { return time.isNone() ? QStringLiteral("–") : text::timeUtc(time).toHtmlEscaped(); }
    static QString duration(std::int64_t ns) { return text::duration(Nanos{ns}).toHtmlEscaped(); }

    void heading(const QString &text) { m_out += QStringLiteral("<h2>%1</h2>\n").arg(text.toHtmlEscaped()); }
    void paragraph(const QString &html, bool quiet = false) { m_out += quiet ? QStringLiteral("<p class=\"quiet\">%1</p>\n").arg(html) : QStringLiteral("<p>%1</p>\n").arg(html); }
    // numbers: columns from this one on are set to the right. wide: as the page.
    void table(const QStringList &head, const std::vector<Row> &rows, int numbers, bool wide = true)
    {
        const auto cell = [&](const char *tag, int column, const QString &html) {
            return column >= numbers ? QStringLiteral("<%1 class=\"n\">%2</%1>").arg(QLatin1String(tag), html) : QStringLiteral("<%1>%2</%1>").arg(QLatin1String(tag), html);
        };
        m_out += QStringLiteral("<table%1>\n<thead><tr>").arg(wide ? QStringLiteral(" width=\"100%\"") : QString());
        for (int i = 0; i < head.size(); ++i)
            m_out += cell("th", i, head[i].toHtmlEscaped());
        m_out += QStringLiteral("</tr></thead>\n<tbody>\n");
        for (const Row &row : rows) {
            m_out += QStringLiteral("<tr>");
            for (int i = 0; i < row.size(); ++i)
                m_out += cell("td", i, row[i]);
            m_out += QStringLiteral("</tr>\n");
        }
        m_out += QStringLiteral("</tbody>\n</table>\n");
    }
    void picture(const QString &source, int width, const QString &what)
    {
        if (source.isEmpty())
            return;
        const QString size = width > 0 ? QStringLiteral(" width=\"%1\"").arg(width) : QString();
        m_out += QStringLiteral("<p><img src=\"%1\"%2 alt=\"%3\"></p>\n").arg(source.toHtmlEscaped(), size, what.toHtmlEscaped());
    }

    void data()
    {
        const engine::ProjectInfo &info = m_content.info;
        paragraph(tr("%1 events in %2 sessions and %3 patterns, from %4 to %5 (UTC).").arg(number(info.events), number(info.sessions), number(info.templates), time(info.from), time(info.to)));
        if (!info.grouping.empty())
            paragraph(tr("Events belong together by %1.").arg(escaped(info.grouping)), true);
        std::vector<Row> rows;
        for (const storage::SourceInfo &source : info.sources)
            rows.push_back({escaped(source.name), number(source.events)});
        table({tr("source"), tr("events")}, rows, 1, false);
    }
    void detectors()
    {
        heading(tr("Detectors"));
        if (m_content.runs.empty())
            return paragraph(escaped(tr("No detector has judged this project yet.")));
        std::vector<Row> rows;
        for (const engine::ReportContent::Run &run : m_content.runs)
            rows.push_back({escaped(run.run.detector), escaped(text::render(run.model.report.rule)), number(run.run.scored), number(run.run.anomalous)});
        table({tr("detector"), tr("how it judges"), tr("judged"), tr("anomalous")}, rows, 2);
    }
    static QString times(TimePoint from, TimePoint to) { return from == to ? time(from) : tr("%1 to %2").arg(time(from), time(to)); }
    // To the second, and without the date where all of the project is of one day.
    [[nodiscard]] QString shortTime(TimePoint at) const
    {
        if (at.isNone())
            return QStringLiteral("–");
        const QString iso = text::timeUtc(at);
        const bool oneDay = text::timeUtc(m_content.info.from).left(10) == text::timeUtc(m_content.info.to).left(10);
        return (oneDay ? iso.mid(11, 8) : iso.left(19).replace(QLatin1Char('T'), QChar(0xa0))).toHtmlEscaped();
    }
    void problems()
    {
        if (m_content.problems.empty())
            return;
        heading(tr("What goes wrong"));
        std::vector<Row> rows;
        for (const engine::ReportContent::Problem &one : m_content.problems)
            rows.push_back({escaped(one.example.detector), escaped(text::render(one.example.message)), shortTime(one.first) + QStringLiteral("<br>") + shortTime(one.last),
                            QStringLiteral("<a href=\"#case-%1\">%2</a>").arg(one.shownIn + 1).arg(number(one.shownIn + 1)), number(one.findings)});
        table({tr("detector"), tr("what it says, at its worst"), tr("from, to"), tr("case"), tr("findings")}, rows, 3);
        if (m_content.otherFindings > 0)
            paragraph(escaped(tr("%1 of %2 findings say something else, which few say.").arg(number(m_content.otherFindings), number(m_content.totalFindings))), true);
    }
    void cases()
    {
        if (m_content.cases.empty())
            return;
        heading(tr("Cases"));
        paragraph(escaped(tr("One for each problem, the most frequent first. The lines a finding is about are marked.")), true);
        for (std::size_t i = 0; i < m_content.cases.size(); ++i)
            oneCase(i);
    }
    void says(const storage::Finding &finding)
    {
        paragraph(QStringLiteral("<b>%1</b> %2 <span class=\"quiet\">%3</span>").arg(escaped(finding.detector), escaped(text::render(finding.message)),
                  escaped(tr("Score %1, threshold %2.").arg(real(finding.score), real(finding.threshold)))));
    }
    void oneCase(std::size_t i)
    {
        const engine::ReportContent::Case &reported = m_content.cases[i];
        const storage::Finding &finding = reported.found.finding;
        m_out += QStringLiteral("<h3 id=\"case-%1\"><a name=\"case-%1\"></a>%1. %2</h3>\n").arg(i + 1).arg(escaped(finding.subject.id));
        QString facts = times(finding.from, finding.to);
        if (reported.found.label)
            facts += QStringLiteral("; ") + tr("labelled %1 by %2").arg(escaped(text::verdictName(reported.found.label->verdict)), escaped(reported.found.label->by));
        paragraph(facts, true);
        says(finding);
        for (const storage::Finding &other : reported.also)
            says(other);
        lines(reported.found);
        if (reported.explained)
            steps(*reported.explained);
        if (i < m_pictures.heatMaps.size())
            picture(m_pictures.heatMaps[i], i < m_pictures.heatMapWidths.size() ? m_pictures.heatMapWidths[i] : 0, tr("Heat map: what the network looked at, a row for each step, a column for each event before it"));
    }
    void lines(const engine::FoundFinding &found)
    {
        if (found.lines.empty())
            return;
        m_out += QStringLiteral("<pre>");
        for (const storage::Event &event : found.lines) {
            std::string bytes = event.bytes.substr(0, kLongestLine);
            while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r'))
                bytes.pop_back();
            QStringList parts;
            for (std::size_t at = 0; at <= bytes.size();) {
                const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
                parts << escaped(bytes.substr(at, end - at));
                at = end + 1;
            }
            const QString line = parts.join('\n') + (event.bytes.size() > kLongestLine ? QStringLiteral(" …") : QString());
            m_out += std::ranges::binary_search(found.finding.odd, event.id) ? QStringLiteral("<span class=\"odd\">▸ %1</span>\n").arg(line) : QStringLiteral("  %1\n").arg(line);
        }
        m_out += QStringLiteral("</pre>\n");
    }
    [[nodiscard]] QString pattern(std::uint32_t key) const { return escaped(m_content.catalog->nameOf(TemplateId(key))); }
    void steps(const engine::ExplainFindingResponse &explained)
    {
        std::vector<Row> rows;
        for (const engine::ExplainFindingResponse::Step &one : explained.steps) {
            if (!one.step.odd || one.step.expected.empty() || rows.size() >= kSteps)
                continue;
            QStringList expected;
            for (const detect::Step::Expected &candidate : std::span(one.step.expected).first(std::min(kCandidates, one.step.expected.size())))
                expected << pattern(candidate.key) + QStringLiteral(" (%1)").arg(escaped(text::percent(candidate.probability)));
            rows.push_back({number(one.step.position + 1), pattern(one.step.observed), expected.join(QStringLiteral("<br>"))});
        }
        if (!rows.empty())
            table({tr("step"), tr("came"), tr("expected")}, rows, 3);
    }
    void flow()
    {
        heading(tr("Flow"));
        if (m_content.flow == nullptr)
            return paragraph(m_content.flowProblem ? escaped(text::render(*m_content.flowProblem)) : QString());
        const flow::Graph &graph = m_content.flow->graph;
        paragraph(graph.sessions > 0 ? tr("%1 steps and %2 transitions, from %3 sessions.").arg(number(graph.nodes.size()), number(graph.edges.size()), number(graph.sessions))
                                     : tr("%1 steps and %2 transitions, inferred from times alone.").arg(number(graph.nodes.size()), number(graph.edges.size())));
        for (const Message &warning : graph.warnings)
            paragraph(escaped(text::render(warning)), true);
        picture(m_pictures.flow, m_pictures.flowWidth, tr("Control flow: what follows from what"));
        constexpr std::size_t kTransitions = 30;
        std::vector<const flow::Edge *> edges;
        for (const flow::Edge &edge : graph.edges)
            edges.push_back(&edge);
        std::ranges::stable_sort(edges, std::greater<>(), [](const flow::Edge *edge) { return edge->count; });
        std::vector<Row> rows;
        for (const flow::Edge *edge : edges) {
            if (rows.size() == kTransitions)
                break;
            rows.push_back({escaped(m_content.flow->texts[edge->from]), escaped(m_content.flow->texts[edge->to]), number(edge->count), escaped(text::percent(edge->probability)), duration(edge->p50Ns),
                            duration(edge->p95Ns)});
        }
        if (rows.size() < edges.size())
            paragraph(tr("The %1 most frequent transitions:").arg(number(rows.size())), true);
        table({tr("from"), tr("to"), tr("times"), tr("share"), tr("half within"), tr("95 % within")}, rows, 2);
    }
    void measures()
    {
        if (m_content.quality.empty())
            return;
        heading(tr("Against the labels"));
        std::vector<Row> rows;
        for (const engine::RunQuality &one : m_content.quality) {
            const detect::Confusion &c = one.evaluation.all.confusion;
            rows.push_back({escaped(one.run.detector), number(c.tp), number(c.fp), number(c.fn), number(c.tn), real(c.precision()), real(c.recall()), real(c.f1())});
        }
        table({tr("detector"), tr("rightly found"), tr("false alarms"), tr("missed"), tr("rightly normal"), tr("precision"), tr("recall"), tr("F1")}, rows, 1);
        paragraph(escaped(tr("All labels count, those too that a detector learned from.")), true);
    }
    void labels()
    {
        const storage::LabelCounts &counts = m_content.info.labels;
        heading(tr("Labels"));
        paragraph(tr("%1 labels: %2 normal, %3 anomalous, %4 unsure.").arg(number(counts.labels), number(counts.normal), number(counts.anomalous), number(counts.unsure)));
        std::vector<Row> rows;
        for (const storage::Label &label : m_content.labels)
            if (label.by != "import")
                rows.push_back({escaped(label.subject.id), escaped(text::verdictName(label.verdict)), escaped(label.kind), escaped(label.by), escaped(label.note)});
        if (!rows.empty())
            table({tr("subject"), tr("label"), tr("kind"), tr("by"), tr("note")}, rows, 5);
    }
    // "history 64, seed 1" of JSON.
    static QString settingsText(const std::string &json)
    {
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
        if (!document.isObject())
            return escaped(json);
        QStringList parts;
        const auto add = [&](const QJsonObject &object) {
            for (auto it = object.begin(); it != object.end(); ++it)
                if (!it->isObject())
                    parts << it.key() + QLatin1Char(' ') + it->toVariant().toString();
        };
        add(document.object());
        for (const QJsonValueConstRef value : document.object())
            add(value.toObject());
        return parts.join(QStringLiteral(", ")).toHtmlEscaped();
    }
    void settings()
    {
        if (m_content.runs.empty())
            return;
        heading(tr("Models and settings"));
        std::vector<Row> rows;
        for (const engine::ReportContent::Run &run : m_content.runs)
            rows.push_back({escaped(run.model.detector), number(run.model.id.value), settingsText(run.model.settings), escaped(run.model.grouping),
                            escaped(QString::fromStdString(run.model.dataFingerprint).left(12)), number(run.model.report.sessions), real(run.run.threshold)});
        table({tr("detector"), tr("model"), tr("settings"), tr("grouping"), tr("data (SHA-256)"), tr("learned from"), tr("threshold")}, rows, 5);
        paragraph(tr("Made by Causeway %1.").arg(QStringLiteral(CAUSEWAY_VERSION)), true);
    }

    const engine::ReportContent &m_content;
    const ReportPictures &m_pictures;
    QString m_out;
};

} // namespace

QString reportHtml(const engine::ReportContent &content, const ReportPictures &pictures) { return Writer(content, pictures).write(); }

} // namespace causeway::views
