#include "views/report/split_html.h"

#include <algorithm>
#include <cmath>

#include "analysis/boundaries/service_calls.h"
#include "app/engine/class_evidence.h"
#include "views/boundaries/class_table.h"
#include "views/boundaries/split_text.h"
#include "views/text/text.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using boundaries::kNobody;
using boundaries::kNoService;

namespace {

constexpr std::uint32_t kWidest = 16;  // services, up to which the matrix is a square; above it is a list
constexpr std::size_t kListed = 100, kChatty = 20, kBroken = 40, kMoved = 200;

class Writer : public HtmlPage {
    Q_DECLARE_TR_FUNCTIONS(causeway::views::SplitPage)
public:
    Writer(const engine::BoundariesResponse &response, const ReportPicture &picture, bool onPages, const SplitSubject &subject) : m_subject(subject), m_response(response), m_model(response.data.model), m_split(response.split), m_picture(picture), m_onPages(onPages) {}

    QString write()
    {
        const QString what = m_split.services.size() == 1 ? tr("A split into one service") : tr("A split into %1 services").arg(m_split.services.size());
        begin(m_subject.text().isEmpty() ? what : QStringLiteral("%1: %2").arg(what, m_subject.text()), m_onPages);
        summary();
        services();
        measures();
        calls();
        cost();
        order();
        distance();
        classes();
        settings();
        return end();
    }

private:
    [[nodiscard]] QString service(std::uint32_t number) const { return escaped(m_split.services[number]); }
    [[nodiscard]] QString name(std::uint32_t one) const { return escaped(m_model.classes[one]); }
    [[nodiscard]] QString tie(const engine::ClassEvidence::Tie &tie) const { return tie.other == kNobody ? QStringLiteral("–") : tr("%1, by %2").arg(escaped(classText(m_model.classes[tie.other])), escaped(layerText(tie.by))); }

    void summary()
    {
        const auto unseen = static_cast<std::size_t>(std::ranges::count(m_model.seen, false));
        QString text = tr("%1 classes, %2 use cases; measured on %3.").arg(number(m_model.classes.size()), number(m_model.useCases.size()), m_model.observed ? tr("recorded calls") : tr("static references"));
        if (m_model.observed && unseen > 0)
            text += QStringLiteral(" ") + tr("Never seen at run time: %1 classes; what is said of them rests on names, packages and references alone.").arg(number(unseen));
        paragraph(text, true);
        paragraph((m_response.byMeasures || !m_response.pareto.empty()) && m_response.stability.empty() ? tr("Found by a search for the measures alone. They do not know what classes are about: what they like best need not be what people would choose.")
                  : m_response.stability.empty() ? tr("The split was given, not proposed.")
                                                 : tr("The consensus of many looks at what binds the classes, each with other weights and another resolution. Stability is how often a class was with those that it is with now; a high one says that the data agree, not that they are right."));
        if (m_response.byMeasures && !m_response.stability.empty())
            paragraph(tr("So many services were asked for: where the consensus shows another number, the measures decided what was divided or joined."));
        if (m_response.cost) {
            const boundaries::SplitCost &cost = *m_response.cost;
            paragraph(QStringLiteral("<b>%1</b>").arg(escaped(tr("Split up so, p95 goes from %1 to %2 (%3, simulated), at a price of %4 instead of %5 an hour, for %6 instead of %7 processors at %8 an hour each. Prices are in the currency that this one is told in.")
                                                                  .arg(valueText(engine::Quantity::P95, cost.p95Ns.before.mean), valueText(engine::Quantity::P95, cost.p95Ns.after.mean), intervalText(engine::Quantity::P95, cost.p95Ns.after, false),
                                                                       valueText(engine::Quantity::Cost, cost.pricePerH.after.mean), valueText(engine::Quantity::Cost, cost.pricePerH.before.mean), number(cost.processorsAfter), number(cost.processorsBefore))
                                                                  .arg(text::number(cost.processorsBefore > 0 ? cost.pricePerH.before.mean / cost.processorsBefore : 0, 3)))));
        }
    }

    void services()
    {
        heading(tr("Services"));
        picture(m_picture, tr("Services with their classes, and the calls between them; the same numbers are in the tables"));
        std::vector<Row> rows;
        for (std::uint32_t s = 0; s < m_split.services.size(); ++s) {
            std::size_t size = 0, known = 0;
            double stability = 0;
            for (std::uint32_t i = 0; i < m_split.serviceOf.size(); ++i)
                if (m_split.serviceOf[i] == s) {
                    ++size;
                    if (!m_response.stability.empty() && std::isfinite(m_response.stability[i])) {
                        stability += m_response.stability[i];
                        ++known;
                    }
                }
            rows.push_back({service(s), number(size), known > 0 ? escaped(stabilityText(stability / static_cast<double>(known))) : QStringLiteral("–")});
        }
        table({{tr("service")}, {tr("classes"), 0, true}, {tr("stability"), 0, true}}, rows);
    }

    void measures()
    {
        heading(tr("Measures"));
        paragraph(escaped(tr("As published with Mono2Micro (Kalia et al., FSE 2021). Each of them alone can be had by a split that is no good: read them together, with the sizes.")), true);
        std::vector<Row> rows;
        for (const MeasureRow &row : measureRows())
            rows.push_back({escaped(row.name), escaped(row.real == &boundaries::Measures::sm ? QLocale().toString(m_response.smWithoutSelf, 'f', 3) : row.text(m_response.measures)), escaped(row.meaning)});
        rows.push_back({tr("SM as published"), escaped(QLocale().toString(m_response.measures.sm, 'f', 3)), escaped(tr("The published program counts calls of a class to itself as well."))});
        table({{tr("measure"), 14}, {tr("value"), 10, true}, {tr("what it means"), 76}}, rows);
    }

    void calls()
    {
        const auto k = static_cast<std::uint32_t>(m_split.services.size());
        if (k < 2)
            return;
        heading(tr("Calls between services"));
        const boundaries::ServiceCalls matrix = boundaries::serviceCalls(m_model, m_split.serviceOf, k);
        std::vector<Row> rows;
        if (k <= kWidest) {
            std::vector<Column> columns{{tr("from \\ to")}};
            for (std::uint32_t b = 0; b < k; ++b)
                columns.push_back({text::fromBytes(m_split.services[b]), 0, true});
            for (std::uint32_t a = 0; a < k; ++a) {
                Row row{service(a)};
                for (std::uint32_t b = 0; b < k; ++b) {
                    const QString value = matrix.pairsAt(a, b) == 0 ? QStringLiteral("–") : escaped(callsText(matrix.at(a, b)));
                    row << (a == b ? QStringLiteral("<span class=\"quiet\">%1</span>").arg(value) : value);
                }
                rows.push_back(std::move(row));
            }
            table(columns, rows);
            paragraph(escaped(tr("Grey: within a service.")), true);
            return;
        }
        struct Cell {
            std::uint32_t a, b;
        };
        std::vector<Cell> cells;
        for (std::uint32_t a = 0; a < k; ++a)
            for (std::uint32_t b = 0; b < k; ++b)
                if (a != b && matrix.pairsAt(a, b) > 0)
                    cells.push_back({a, b});
        std::ranges::stable_sort(cells, [&](const Cell &x, const Cell &y) { return matrix.at(x.a, x.b) > matrix.at(y.a, y.b); });
        for (std::size_t i = 0; i < std::min(kListed, cells.size()); ++i)
            rows.push_back({service(cells[i].a), service(cells[i].b), escaped(callsText(matrix.at(cells[i].a, cells[i].b))), number(matrix.pairsAt(cells[i].a, cells[i].b))});
        table({{tr("from")}, {tr("to")}, {tr("calls"), 0, true}, {tr("pairs of classes"), 0, true}}, rows);
        rest(cells.size(), kListed);
    }

    void rest(std::size_t all, std::size_t shown)
    {
        if (all > shown)
            paragraph(escaped(tr("The first %1 of %2.").arg(text::number(static_cast<std::int64_t>(shown)), text::number(static_cast<std::int64_t>(all)))), true);
    }

    void cost()
    {
        heading(tr("What it costs"));
        if (!m_response.cost) {
            paragraph(escaped(m_response.noCost ? text::render(*m_response.noCost) : tr("It was not simulated.")));
            return;
        }
        const boundaries::SplitCost &cost = *m_response.cost;
        paragraph(escaped(tr("Simulated request by request, before and after under the same load with the same random numbers; means with 95 % intervals.") +
                          (cost.workRecorded ? QString() : QStringLiteral(" ") + tr("Of some use cases no times were recorded: every call of them counts the same work."))),
                  true);
        std::vector<Row> rows;
        for (const CostRow &row : costRows(cost))
            rows.push_back({escaped(row.name), value(row.quantity, row.values.before, false), value(row.quantity, row.values.after, false), value(row.quantity, row.values.delta, true), escaped(markText(row.mark))});
        table({{tr("what")}, {tr("before"), 0, true}, {tr("after"), 0, true}, {tr("difference"), 0, true}, {QString()}}, rows);
        paragraph(escaped(remoteText(cost)));
        chatty(cost);
        broken(cost);
        shared(cost);
    }

    [[nodiscard]] static QString value(engine::Quantity quantity, const simulate::Estimate &estimate, bool difference)
    {
        const QString mean = difference ? differenceText(quantity, estimate.mean) : valueText(quantity, estimate.mean), interval = intervalText(quantity, estimate, difference);
        return escaped(mean) + (interval.isEmpty() || valueText(quantity, estimate.low) == valueText(quantity, estimate.high) ? QString() : QStringLiteral("<br><span class=\"quiet\">%1</span>").arg(escaped(interval)));
    }

    void chatty(const boundaries::SplitCost &cost)
    {
        if (cost.chatty.empty())
            return;
        heading(tr("Pairs that call each other most over a border"));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::min(kChatty, cost.chatty.size()); ++i) {
            const boundaries::RemotePair &one = cost.chatty[i];
            const QString remedy = remedyText(one, m_model, m_split, m_response.data.services);
            rows.push_back({escaped(classText(m_model.classes[one.a])) + QStringLiteral("<br><span class=\"quiet\">%1</span>").arg(service(m_split.serviceOf[one.a])),
                            escaped(classText(m_model.classes[one.b])) + QStringLiteral("<br><span class=\"quiet\">%1</span>").arg(service(m_split.serviceOf[one.b])), escaped(text::number(one.calls, 3)), number(one.useCases),
                            remedy.isEmpty() ? QStringLiteral("–") : escaped(remedy), one.saved > 0 ? escaped(text::number(one.saved, 3)) : QStringLiteral("–")});
        }
        table({{tr("from"), 20}, {tr("to"), 20}, {tr("calls a request"), 12, true}, {tr("use cases"), 10, true}, {tr("what would help"), 26}, {tr("calls saved"), 12, true}}, rows);
        rest(cost.chatty.size(), kChatty);
    }

    void broken(const boundaries::SplitCost &cost)
    {
        heading(tr("Transactions that are divided"));
        if (cost.broken.empty()) {
            paragraph(escaped(tr("None: every use case stays in one service.")));
            return;
        }
        paragraph(escaped(tr("%1 of %2 use cases go through several services: what they change is no longer one transaction of one database.").arg(text::number(static_cast<std::int64_t>(cost.broken.size())), text::number(static_cast<std::int64_t>(m_model.useCases.size())))), true);
        std::vector<Row> rows;
        auto most = cost.broken;
        std::ranges::stable_sort(most, std::greater(), [](const auto &one) { return one.remoteCalls; });
        for (std::size_t i = 0; i < std::min(kBroken, most.size()); ++i)
            rows.push_back({escaped(m_model.useCases[most[i].useCase]), escaped(servicesText(most[i].services, m_split)), escaped(text::number(most[i].remoteCalls, 3))});
        table({{tr("use case"), 30}, {tr("services"), 50}, {tr("remote calls"), 20, true}}, rows);
        rest(cost.broken.size(), kBroken);
    }

    void shared(const boundaries::SplitCost &cost)
    {
        if (m_model.tables.empty())
            return;
        heading(tr("Tables that several services use"));
        if (cost.sharedTables.empty()) {
            paragraph(escaped(tr("None.")));
            return;
        }
        std::vector<Row> rows;
        for (const boundaries::SharedTable &one : cost.sharedTables)
            rows.push_back({escaped(m_model.tables[one.table]), escaped(servicesText(one.services, m_split))});
        table({{tr("table")}, {tr("services")}}, rows);
    }

    void order()
    {
        if (m_response.order.empty() || m_response.data.services) // what runs apart is not taken out
            return;
        heading(tr("An order to take services out"));
        paragraph(escaped(tr("Each time the service that adds the fewest remote calls for a class. The one with most calls over its borders is what is left and stays as it is.")), true);
        std::vector<Row> rows;
        for (std::size_t i = 0; i < m_response.order.size(); ++i) {
            const boundaries::Extraction &step = m_response.order[i];
            rows.push_back({number(i + 1), service(step.service), escaped(callsText(step.added)), escaped(callsText(step.calls)), escaped(servicesText(step.reaches, m_split))});
        }
        table({{tr("step"), 8, true}, {tr("leaves"), 20}, {tr("become remote"), 16, true}, {tr("remote in all"), 14, true}, {tr("reaches"), 42}}, rows);
        for (std::uint32_t s = 0; s < m_split.services.size(); ++s)
            if (std::ranges::none_of(m_response.order, [&](const boundaries::Extraction &step) { return step.service == s; }))
                paragraph(tr("What is left at the end: %1.").arg(service(s)));
    }

    void distance()
    {
        if (!m_response.distance)
            return;
        const engine::SplitDistance &one = *m_response.distance;
        heading(m_subject.compared.isEmpty() ? tr("Against the other split") : tr("Against “%1”").arg(m_subject.compared));
        paragraph(escaped(tr("MoJoFM %1, adjusted Rand index %2, variation of information %3 nats; %4 classes lie elsewhere.")
                              .arg(QLocale().toString(one.mojoFm, 'f', 1), QLocale().toString(one.adjustedRand, 'f', 3), QLocale().toString(one.variationOfInformation, 'f', 3), text::number(static_cast<std::int64_t>(one.moved.size())))));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::min(kMoved, one.moved.size()); ++i)
            rows.push_back({name(one.moved[i].first), service(m_split.serviceOf[one.moved[i].first]), escaped(one.moved[i].second)});
        if (!rows.empty())
            table({{tr("class")}, {tr("here")}, {tr("there")}}, rows);
        rest(one.moved.size(), kMoved);
    }

    void classes()
    {
        heading(tr("Classes, and why they are where they are"));
        const std::vector<engine::ClassEvidence> evidence = engine::classEvidence(m_response.coupling, m_split);
        std::vector<bool> pinned(m_model.classes.size());
        for (const auto &[one, where] : m_response.demands.pins)
            pinned[one] = true;
        std::vector<std::uint32_t> all;
        for (std::uint32_t i = 0; i < m_split.serviceOf.size(); ++i)
            if (m_split.serviceOf[i] != kNoService)
                all.push_back(i);
        std::ranges::stable_sort(all, {}, [&](std::uint32_t i) { return m_split.serviceOf[i]; });
        std::vector<Row> rows;
        for (const std::uint32_t one : all) {
            const engine::ClassEvidence &why = evidence[one];
            QString title = name(one);
            if (pinned[one])
                title += QStringLiteral(" ") + tr("(pinned)");
            if (m_model.observed && !m_model.seen[one])
                title += QStringLiteral(" ") + tr("(never seen)");
            rows.push_back({service(m_split.serviceOf[one]), title, m_response.stability.empty() || !std::isfinite(m_response.stability[one]) ? QStringLiteral("–") : escaped(stabilityText(m_response.stability[one])),
                            escaped(text::percent(why.own)), tie(why.strongest), why.rival == kNoService ? QStringLiteral("–") : tr("%1: %2, %3").arg(service(why.rival), escaped(text::percent(why.rivalShare)), tie(why.against))});
        }
        table({{tr("service"), 13}, {tr("class"), 24}, {tr("stability"), 13, true}, {tr("bound to its own"), 11, true}, {tr("strongest"), 18}, {tr("against it"), 21}}, rows);
        if (!m_subject.moved.empty()) {
            heading(tr("Classes that were moved by hand"));
            std::vector<Row> moved;
            for (const auto &[one, from] : m_subject.moved)
                if (const auto found = m_model.find(one))
                    moved.push_back({name(*found), from.service.empty() ? tr("in no service") : escaped(from.service), from.stability ? escaped(stabilityText(*from.stability)) : QStringLiteral("–"),
                                     m_split.serviceOf[*found] == kNoService ? tr("in no service") : service(m_split.serviceOf[*found])});
            table({{tr("class")}, {tr("proposed in")}, {tr("stability there"), 0, true}, {tr("now in")}}, moved);
        }
        std::vector<Row> none;
        for (std::uint32_t i = 0; i < m_split.serviceOf.size(); ++i)
            if (m_split.serviceOf[i] == kNoService)
                none.push_back({name(i), std::ranges::find(m_response.demands.utilities, i) != m_response.demands.utilities.end() ? tr("in every service") : tr("in no service")});
        if (!none.empty()) {
            heading(tr("Classes that no one service has as its own"));
            table({{tr("class")}, {QString()}}, none);
        }
    }

    void settings()
    {
        heading(tr("What was looked at"));
        if (m_subject.recipe) {
            const engine::SplitRecipe &recipe = *m_subject.recipe;
            const QString view = recipe.view == "business logic" ? tr("Business logic") : recipe.view == "natural seams" ? tr("Natural seams") : tr("All that is known");
            paragraph(escaped(tr("Starting view: %1. Method: %2. Services asked for: %3.").arg(view, recipe.method == "metrics" ? tr("by measures") : tr("consensus"), recipe.k == 0 ? tr("as many as show") : text::number(static_cast<std::int64_t>(recipe.k)))), true);
        }
        std::vector<Row> rows;
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            rows.push_back({escaped(layerText(static_cast<boundaries::Layer>(l))), m_response.coupling.observed[l] ? escaped(text::number(m_response.coupling.weights[l], 3)) : tr("not known"), number(m_response.coupling.edgesOf[l])});
        table({{tr("layer")}, {tr("weight"), 0, true}, {tr("pairs of classes"), 0, true}}, rows);
    }

    SplitSubject m_subject;
    const engine::BoundariesResponse &m_response;
    const boundaries::ClassModel &m_model;
    const boundaries::Split &m_split;
    const ReportPicture &m_picture;
    bool m_onPages;
};

} // namespace

QString splitHtml(const engine::BoundariesResponse &response, const ReportPicture &picture, bool onPages, const SplitSubject &subject) { return Writer(response, picture, onPages, subject).write(); }

} // namespace causeway::views
