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

constexpr std::size_t kLongestEvent = 2'000; // bytes of its text
constexpr qsizetype kLongestLine = 300;     // characters
constexpr std::size_t kSteps = 6;           // odd steps told of a case
constexpr std::size_t kCandidates = 3;      // expected there

class Writer : public HtmlPage {
public:
    Writer(const engine::ReportContent &content, const ReportPictures &pictures) : m_content(content), m_pictures(pictures) {}

    QString write()
    {
        const QString name = escaped(QFileInfo(QString::fromStdString(m_content.project)).completeBaseName());
        begin(tr("Report on %1").arg(name), m_pictures.onPages);
        data();
        problems();
        detectors();
        cases();
        flow();
        measures();
        labels();
        settings();
        return end();
    }

private:
    void data()
    {
        const engine::ProjectInfo &info = m_content.info;
        paragraph(tr("%1 events in %2 sessions and %3 patterns, from %4 to %5 (UTC).").arg(number(info.events), number(info.sessions), number(info.templates), time(info.from), time(info.to)));
        if (!info.grouping.empty())
            paragraph(tr("Events belong together by %1.").arg(escaped(info.grouping)), true);
        std::vector<Row> rows;
        for (const storage::SourceInfo &source : info.sources)
            rows.push_back({escaped(source.name), number(source.events)});
        table({{tr("source")}, {tr("events"), 0, true}}, rows);
    }
    void detectors()
    {
        heading(tr("Detectors"));
        if (m_content.runs.empty())
            return paragraph(escaped(tr("No detector has judged this project yet.")));
        std::vector<Row> rows;
        for (const engine::ReportContent::Run &run : m_content.runs)
            rows.push_back({escaped(run.run.detector), escaped(text::render(run.model.report.rule)), number(run.run.scored), number(run.run.anomalous)});
        table({{tr("detector"), 14}, {tr("how it judges"), 54}, {tr("judged"), 14, true}, {tr("anomalous"), 18, true}}, rows);
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
        for (std::size_t i = 0; i < m_content.problems.size(); ++i) {
            const engine::ReportContent::Problem &one = m_content.problems[i];
            QStringList tellers;
            for (const engine::ReportContent::Problem::Teller &teller : one.tellers)
                tellers << escaped(teller.detector) + QChar(QChar::Nbsp) + number(teller.findings);
            rows.push_back({QStringLiteral("<a href=\"#case-%1\">%2</a>").arg(i + 1).arg(number(i + 1)), escaped(text::render(one.example.message)), number(one.subjects),
                            shortTime(one.first) + QStringLiteral("<br>") + shortTime(one.last), tellers.join(QStringLiteral("<br>"))});
        }
        table({{tr("case"), 9}, {tr("what goes wrong"), 41}, {tr("subjects"), 14, true}, {tr("from, to"), 15}, {tr("found by"), 21}}, rows);
        paragraph(escaped(tr("Findings about mostly the same subjects are one problem, whichever detector they are of. Beside each detector stands how many findings it has.")), true);
        if (m_content.otherFindings > 0)
            paragraph(escaped(tr("%1 of %2 findings are of problems with fewer subjects, which are not told here.").arg(number(m_content.otherFindings), number(m_content.totalFindings))), true);
    }
    void cases()
    {
        if (m_content.cases.empty())
            return;
        heading(tr("Cases"));
        paragraph(escaped(tr("One subject for each problem, in the same order. The lines a finding is about are marked.")), true);
        for (std::size_t i = 0; i < m_content.cases.size(); ++i)
            oneCase(i);
    }
    // more: how many findings say so, where that is to be told.
    void says(const storage::Finding &finding, const QString &more = {})
    {
        paragraph(QStringLiteral("<b>%1</b> %2 <span class=\"quiet\">%3 %4</span>").arg(escaped(finding.detector), escaped(text::render(finding.message)),
                  escaped(tr("Score %1, threshold %2.").arg(real(finding.score), real(finding.threshold))), escaped(more)));
    }
    void oneCase(std::size_t i)
    {
        const engine::ReportContent::Case &reported = m_content.cases[i];
        const storage::Finding &finding = reported.finding;
        m_out += QStringLiteral("<h3 id=\"case-%1\"><a name=\"case-%1\"></a>%1. %2</h3>\n").arg(i + 1).arg(escaped(finding.subject.id));
        QString facts = times(finding.from, finding.to);
        if (reported.label)
            facts += QStringLiteral("; ") + tr("labelled %1 by %2").arg(escaped(text::verdictName(reported.label->verdict)), escaped(reported.label->by));
        paragraph(facts, true);
        says(finding);
        for (const engine::ReportContent::Case::Also &also : reported.also)
            says(also.finding, also.finding.subject == finding.subject ? QString() : also.findings == 1 ? tr("Of another subject, %1.").arg(text::fromBytes(also.finding.subject.id))
                                                                                      : tr("Of %1 other subjects, worst of %2.").arg(number(also.findings), text::fromBytes(also.finding.subject.id)));
        lines(reported);
        if (reported.explained)
            steps(*reported.explained);
        if (i < m_pictures.heatMaps.size())
            picture(m_pictures.heatMaps[i], tr("Heat map: what the network looked at, a row for each step, a column for each event before it"));
    }
    // At most as long as a line may be.
    static QString cut(QString text)
    {
        if (text.size() <= kLongestLine)
            return text;
        text.truncate(kLongestLine - 1);
        if (text.back().isHighSurrogate())
            text.chop(1);
        return text + QChar(0x2026);
    }
    void gap(std::uint64_t leftOut, bool more)
    {
        if (leftOut == 0)
            return;
        const Message said = more ? Message(CAUSEWAY_TEXT("… and %1{line|lines} more …"), leftOut) : Message(CAUSEWAY_TEXT("… %1{line|lines} left out …"), leftOut);
        m_out += QStringLiteral("<span class=\"gap\">  %1</span>\n").arg(escaped(text::render(said)));
    }
    void lines(const engine::ReportContent::Case &reported)
    {
        if (reported.lines.empty())
            return;
        m_out += QStringLiteral("<pre>");
        for (const engine::ReportContent::Case::Line &one : reported.lines) {
            gap(one.leftOut, false);
            std::string bytes = one.event.bytes.substr(0, kLongestEvent);
            while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r'))
                bytes.pop_back();
            QStringList parts;
            for (std::size_t at = 0; at <= bytes.size();) {
                const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
                parts << cut(text::fromBytes(bytes.substr(at, end - at))).toHtmlEscaped();
                at = end + 1;
            }
            const QString line = parts.join('\n') + (one.event.bytes.size() > kLongestEvent ? QStringLiteral(" …") : QString());
            m_out += one.odd ? QStringLiteral("<span class=\"odd\">▸ %1</span>\n").arg(line) : QStringLiteral("  %1\n").arg(line);
        }
        gap(reported.leftOutAfter, reported.finding.subject.kind == SubjectKind::Window);
        m_out += QStringLiteral("</pre>\n");
    }
    [[nodiscard]] QString pattern(std::uint32_t key) const { return cut(text::fromBytes(m_content.catalog->nameOf(TemplateId(key)))).toHtmlEscaped(); }
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
            table({{tr("step"), 8}, {tr("came"), 46}, {tr("expected"), 46}}, rows);
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
        picture(m_pictures.flow, tr("Control flow: what follows from what"));
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
        table({{tr("from"), 32}, {tr("to"), 32}, {tr("times"), 8, true}, {tr("share"), 8, true}, {tr("half within"), 10, true}, {tr("95 % within"), 10, true}}, rows);
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
        table({{tr("detector"), 16}, {tr("rightly found"), 12, true}, {tr("false alarms"), 12, true}, {tr("missed"), 12, true}, {tr("rightly normal"), 12, true}, {tr("precision"), 12, true}, {tr("recall"), 12, true},
               {tr("F1"), 12, true}}, rows);
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
            table({{tr("subject"), 36}, {tr("label"), 14}, {tr("kind"), 14}, {tr("by"), 12}, {tr("note"), 24}}, rows);
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
            rows.push_back({escaped(run.model.detector), escaped(run.model.grouping), escaped(QString::fromStdString(run.model.dataFingerprint).left(12)), number(run.model.id.value),
                            number(run.model.report.sessions), real(run.run.threshold)});
        table({{tr("detector"), 18}, {tr("grouping"), 24}, {tr("SHA-256 of the data"), 22}, {tr("model"), 10, true}, {tr("learned from"), 13, true}, {tr("threshold"), 13, true}}, rows);
        for (const engine::ReportContent::Run &run : m_content.runs)
            paragraph(QStringLiteral("<b>%1</b> %2").arg(escaped(run.model.detector), settingsText(run.model.settings)));
        paragraph(tr("Made by Causeway %1.").arg(QStringLiteral(CAUSEWAY_VERSION)), true);
    }

    const engine::ReportContent &m_content;
    const ReportPictures &m_pictures;
};

} // namespace

QString reportHtml(const engine::ReportContent &content, const ReportPictures &pictures) { return Writer(content, pictures).write(); }

} // namespace causeway::views
