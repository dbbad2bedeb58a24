#include "views/traces/trace_comparison_panel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

#include "app/engine/compare_traces.h"
#include "app/engine/current_spans.h"
#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/models/trace_list_model.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/flow_layout.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/bar_delegate.h"
#include "views/traces/has_signals.h"
#include "views/traces/trace_comparison_answer.h"
#include "views/traces/trace_desk.h"

namespace causeway::views {

using workspace::Workspace;
using What = TraceSetChoice::What;
using Against = TraceSetChoice::Against;

namespace {

constexpr std::size_t kOffered = 200;  // traces of a list to choose from
constexpr std::size_t kUnfolded = 3'000; // spans that are shown open

} // namespace

TraceComparisonPanel::TraceComparisonPanel(TraceDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_context(desk.context()), m_what(new QComboBox(this)), m_against(new QComboBox(this)), m_first(new QComboBox(this)), m_second(new QComboBox(this)), m_filter(new QLineEdit(this)),
      m_summary(new ElidedLabel(this)), m_table(new QTableView(this)), m_tree(new QTreeView(this)), m_tabs(new QTabWidget(this)), m_model(new DifferenceModel(this)),
      m_aligned(new AlignedTraceModel(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Comparison of traces"));
    m_empty = new EmptyState(QStringLiteral("analyse"), tr("No traces are imported"), tr("Here you will see what is different about failing or slow traces: services, operations, attributes, times. OTLP, Jaeger, Zipkin and Chrome traces are read."),
                             this, m_context.actions.action(QStringLiteral("file.import")));
    m_wait = new EmptyState(QStringLiteral("analyse"), {}, {}, this);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeSets(), tr("Many against many"));
    m_tabs->addTab(makePair(), tr("One against one"));
    m_stack->addWidget(m_tabs);
    for (EmptyState *state : {m_empty, m_wait}) {
        state->setMinimumHeight(80);
        m_stack->addWidget(state);
    }
    m_stack->setCurrentWidget(m_empty);
    setFocusProxy(m_table);
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged})
        connect(&m_context.workspace, signal, this, &TraceComparisonPanel::invalidate);
    connect(&desk, &TraceDesk::comparisonAsked, this, &TraceComparisonPanel::compareChosen);
    connect(&desk, &TraceDesk::chosenChanged, this, [this] {
        if (static_cast<What>(m_what->currentData().toInt()) == What::Given)
            invalidate();
    });
    connect(&m_context.workspace, &Workspace::filterChanged, this, [this] {
        if (m_asked != choice())
            invalidate();
    });
}

QWidget *TraceComparisonPanel::makeSets()
{
    auto *page = new QWidget(m_tabs);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QWidget(page);
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    for (const auto &[what, name] : {std::pair{What::Failing, tr("Traces with errors")}, {What::Slowest, tr("The slowest 5 % of the traces")}, {What::All, tr("All traces of the time range")}, {What::Given, tr("The traces chosen in the list")}})
        m_what->addItem(name, static_cast<int>(what));
    for (const auto &[against, name] : {std::pair{Against::Rest, tr("against all the rest")}, {Against::Before, tr("against the period before")}})
        m_against->addItem(name, static_cast<int>(against));
    m_what->setAccessibleName(tr("Traces that are compared"));
    m_against->setAccessibleName(tr("What they are compared with"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Only rows with this text"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(180);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_what, m_against, m_filter})
        row->addWidget(widget);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("What is compared"));
    prepareTable(*m_table, tr("What is different"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(DifferenceModel::ScoreColumn, Qt::DescendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const int stretched : {DifferenceModel::WhereColumn, DifferenceModel::ValueColumn})
        m_table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    for (const auto &[section, digits] : {std::pair{DifferenceModel::AttributeColumn, 22}, {DifferenceModel::ShareColumn, 15}, {DifferenceModel::BaselineColumn, 15}, {DifferenceModel::ScoreColumn, 10}})
        m_table->setColumnWidth(section, digits * digit);
    m_table->setItemDelegateForColumn(DifferenceModel::ShareColumn, new BarDelegate([this](const QModelIndex &index) { return m_model->bar(index.row(), false); }, theme::Tone::Accent, this));
    m_table->setItemDelegateForColumn(DifferenceModel::BaselineColumn, new BarDelegate([this](const QModelIndex &index) { return m_model->bar(index.row(), true); }, theme::Tone::Debug, this));
    m_table->setItemDelegateForColumn(
        DifferenceModel::ScoreColumn, new BarDelegate([this](const QModelIndex &index) { return m_model->difference(index.row()).score; }, theme::Tone::Anomalous, this));
    auto *below = new QWidget(page);
    m_setStack = new QStackedLayout(below);
    m_setStack->addWidget(m_table);
    m_none = new EmptyState(QStringLiteral("analyse"), {}, {}, below);
    m_none->setMinimumHeight(80);
    m_setStack->addWidget(m_none);
    column->addWidget(bar);
    column->addWidget(m_summary);
    column->addWidget(below, 1);
    for (QComboBox *box : {m_what, m_against})
        connect(box, &QComboBox::activated, this, [this] {
            m_isAsked = true;
            recompute();
        });
    connect(m_filter, &QLineEdit::textChanged, m_model, [this](const QString &text) { m_model->setFilter(text.trimmed()); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { filterTo(index.row()); });
    return page;
}

QWidget *TraceComparisonPanel::makePair()
{
    auto *page = new QWidget(m_tabs);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    auto *against = new QLabel(tr("against"), page);
    m_first->setAccessibleName(tr("This trace"));
    m_second->setAccessibleName(tr("The trace of the baseline"));
    for (QComboBox *box : {m_first, m_second}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
    }
    row->addWidget(m_first, 1);
    row->addSpacing(theme::kGrid);
    row->addWidget(against);
    row->addSpacing(theme::kGrid);
    row->addWidget(m_second, 1);
    m_tree->setModel(m_aligned);
    m_tree->setAccessibleName(tr("Spans of both traces"));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setAlternatingRowColors(false);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(AlignedTraceModel::SpanColumn, QHeaderView::Stretch);
    for (const int section : {AlignedTraceModel::DurationColumn, AlignedTraceModel::BaselineColumn, AlignedTraceModel::ChangeColumn})
        m_tree->header()->resizeSection(section, 16 * digit);
    const auto share = [this](bool baseline) {
        return [this, baseline](const QModelIndex &index) {
            const traces::AlignedSpan &span = m_aligned->aligned(index);
            const std::uint32_t of = baseline ? span.baselineRow : span.row;
            return of == traces::kNone || m_answer == nullptr ? 0.0 : static_cast<double>(m_answer->comparison->table->duration(of)) / static_cast<double>(m_aligned->longest());
        };
    };
    m_tree->setItemDelegateForColumn(AlignedTraceModel::DurationColumn, new BarDelegate(share(false), theme::Tone::Accent, this));
    m_tree->setItemDelegateForColumn(AlignedTraceModel::BaselineColumn, new BarDelegate(share(true), theme::Tone::Debug, this));
    column->addLayout(row);
    column->addWidget(m_tree, 1);
    connect(m_first, &QComboBox::activated, this, &TraceComparisonPanel::align);
    connect(m_second, &QComboBox::activated, this, &TraceComparisonPanel::align);
    return page;
}

bool TraceComparisonPanel::showsComparison() const { return m_stack->currentWidget() == m_tabs && m_setStack->currentWidget() == m_table; }

void TraceComparisonPanel::say(EmptyState *page, const QString &title, const QString &text)
{
    page->setText(title, text);
    if (page == m_none) {
        m_stack->setCurrentWidget(m_tabs);
        m_setStack->setCurrentWidget(m_none);
    } else {
        m_stack->setCurrentWidget(page);
    }
}

TraceSetChoice TraceComparisonPanel::choice() const
{
    const auto what = static_cast<What>(m_what->currentData().toInt());
    return {what, static_cast<Against>(m_against->currentData().toInt()), m_context.workspace.filter().range, what == What::Given ? m_desk.chosen() : std::vector<std::uint32_t>{}};
}

void TraceComparisonPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] {
        if (m_stale)
            recompute();
    });
}

void TraceComparisonPanel::compareChosen()
{
    m_what->setCurrentIndex(m_what->findData(static_cast<int>(What::Given)));
    m_pairAsked = m_desk.chosen().size() == 2;
    m_isAsked = true;
    m_tabs->setCurrentIndex(m_pairAsked ? 1 : 0);
    recompute();
}

void TraceComparisonPanel::invalidate()
{
    m_stale = true;
    onceSeen(this, [this] {
        if (m_stale)
            recompute();
    });
}

void TraceComparisonPanel::recompute()
{
    m_stale = false;
    Workspace &ws = m_context.workspace;
    m_asked = choice();
    if (!hasSignals(ws, Signal::Traces)) {
        ws.jobs().cancelKey("explore.compare");
        take(nullptr);
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_table->setEnabled(false);
    m_summary->setText(tr("Comparing …"));
    if (m_answer == nullptr)
        say(m_wait, tr("Comparing traces …"), tr("How far it is stands in the status bar."));
    using Given = std::shared_ptr<const Answer>;
    ws.jobs().start<Given>(
        {.key = "explore.compare", .title = Message(CAUSEWAY_TEXT("Compare traces"))},
        [project = ws.data().project, wanted = *m_asked, of = m_desk.listing() == nullptr ? nullptr : m_desk.listing()->table](const Job &job) -> Result<Given> {
            auto answer = std::make_shared<Answer>();
            auto comparison = std::make_shared<TraceComparison>();
            answer->choice = wanted;
            CAUSEWAY_ASSIGN(comparison->table, engine::currentSpans(*project, job));
            if (!wanted.given.empty() && (of == nullptr || comparison->table->size() != of->size() || comparison->table->traceCount() != of->traceCount()))
                return failure(cancelled()); // they are numbered anew; what is chosen is so as well
            CAUSEWAY_ASSIGN(answer->summaries, traces::summarise(*comparison->table, job));
            TraceSets sets = chooseTraces(answer->summaries, wanted);
            // Two traces are laid side by side; with so few, sets tell nothing.
            if (!sets.traces.empty() && !sets.baseline.empty() && !(wanted.what == What::Given && sets.traces.size() <= 2)) {
                CAUSEWAY_ASSIGN(auto response, engine::compareTraces(*project, sets.traces, sets.baseline, job));
                comparison->table = response.table;
                comparison->difference = std::move(response.difference);
            }
            comparison->traces = std::move(sets.traces);
            comparison->baseline = std::move(sets.baseline);
            answer->comparison = std::move(comparison);
            return answer;
        },
        this, [this](Given answer) { take(std::move(answer)); },
        [this](const Error &error) {
            take(nullptr);
            say(m_none, error.code == ErrorCode::Cancelled ? tr("Stopped") : tr("The traces are not compared"), error.code == ErrorCode::Cancelled ? tr("Choose what to compare to begin again.") : text::render(error));
        });
}

void TraceComparisonPanel::take(std::shared_ptr<const Answer> answer)
{
    m_table->setEnabled(true);
    m_aligned->setTraces(nullptr, {});
    m_answer = std::move(answer);
    m_model->setComparison(m_answer == nullptr ? nullptr : m_answer->comparison);
    if (m_answer == nullptr)
        return;
    if (m_answer->choice.what == What::Failing && !m_isAsked && m_answer->comparison->traces.empty() && std::ranges::none_of(m_answer->summaries, [](const auto &trace) { return trace.errors > 0; })) {
        m_what->setCurrentIndex(m_what->findData(static_cast<int>(What::Slowest)));
        recompute();
        return;
    }
    const TraceComparison &both = *m_answer->comparison;
    const auto n = [](std::size_t value) { return text::number(static_cast<std::int64_t>(value)); };
    const TraceSetChoice &asked = m_answer->choice;
    m_summary->setText(asked.what == What::Given ? tr("%1 chosen traces against %2").arg(n(both.traces.size()), n(both.baseline.size()))
                                                 : tr("%1 traces against %2, begun %3").arg(n(both.traces.size()), n(both.baseline.size()), asked.range.isAll() ? tr("at any time") : text::range(asked.range)));
    m_stack->setCurrentWidget(m_tabs);
    m_setStack->setCurrentWidget(m_table);
    offerTraces();
    if (both.traces.empty())
        say(m_none, asked.what == What::Given ? tr("No trace is chosen") : asked.what == What::Failing ? tr("No trace has an error in this time range") : tr("No trace begins in this time range"), asked.what == What::Given ? tr("Choose rows in the list of traces, with Ctrl or Shift for several.") : tr("Choose other traces above, or another time range."));
    else if (both.baseline.empty())
        say(m_none, tr("There is nothing to compare with"),
            asked.range.isAll() ? tr("Drag in the time line: the traces of that time are compared with the others.") : tr("No other trace is there. Choose another time range, or what to compare with."));
    else if (asked.what == What::Given && both.traces.size() <= 2)
        say(m_none, tr("Two traces are compared one against one"), tr("Choose more rows in the list of traces to learn what they have in common."));
    else if (both.difference.rows.empty())
        say(m_none, tr("No difference is told from chance"), tr("The two sets have the same services, operations, attributes and times, as far as their numbers tell."));
}

QString TraceComparisonPanel::traceText(std::uint32_t trace) const
{
    const traces::TraceSummary &one = m_answer->summaries[trace];
    const traces::SpanTable &table = *m_answer->comparison->table;
    QString words = tr("%1  ·  %2  ·  %3  ·  %4 spans")
                        .arg(text::timeOfDay({one.startNs}), text::fromBytes(table.serviceName(one.root)) + QLatin1Char(' ') + entryText(table, one), text::duration(Nanos{one.durationNs}),
                             text::number(static_cast<std::int64_t>(one.spans)));
    return one.errors > 0 ? words + tr("  ·  %1 errors").arg(text::number(static_cast<std::int64_t>(one.errors))) : words;
}

// The longest first: they are asked for.
void TraceComparisonPanel::offerTraces()
{
    const TraceComparison &both = *m_answer->comparison;
    m_first->clear();
    m_second->clear();
    const auto fill = [&](QComboBox &box, std::vector<std::uint32_t> some) {
        std::ranges::stable_sort(some, [&](std::uint32_t a, std::uint32_t b) { return m_answer->summaries[a].durationNs > m_answer->summaries[b].durationNs; });
        some.resize(std::min(some.size(), kOffered));
        for (const std::uint32_t trace : some)
            box.addItem(traceText(trace), trace);
    };
    fill(*m_first, both.traces);
    if (both.traces.empty() || both.baseline.empty())
        return;
    const bool pair = std::exchange(m_pairAsked, false) && both.traces.size() == 2;
    if (pair)
        m_first->setCurrentIndex(m_first->findData(both.traces[0]));
    const std::uint32_t like = pair ? both.traces[1] : typicalLike(*both.table, m_answer->summaries, m_first->currentData().toUInt(), both.baseline);
    fill(*m_second, both.baseline);
    if (like != traces::kNone) {
        int at = m_second->findData(like);
        if (at < 0) {
            m_second->insertItem(0, traceText(like), like);
            at = 0;
        }
        m_second->setCurrentIndex(at);
    }
    align();
}

void TraceComparisonPanel::align()
{
    if (m_answer == nullptr || m_first->currentIndex() < 0 || m_second->currentIndex() < 0)
        return;
    using Spans = std::vector<traces::AlignedSpan>;
    m_context.workspace.jobs().start<Spans>(
        {.key = "explore.align", .title = Message(CAUSEWAY_TEXT("Align two traces")), .quiet = true},
        [table = m_answer->comparison->table, first = m_first->currentData().toUInt(), second = m_second->currentData().toUInt()](const Job &) -> Result<Spans> {
            return traces::alignTraces(*table, first, second);
        },
        this, [this, answer = m_answer](Spans spans) {
            if (answer != m_answer)
                return;
            m_aligned->setTraces(m_answer->comparison->table, std::move(spans));
            m_aligned->spanCount() <= kUnfolded ? m_tree->expandAll() : m_tree->expandToDepth(1);
        });
}

} // namespace causeway::views
