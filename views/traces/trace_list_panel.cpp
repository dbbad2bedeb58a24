#include "views/traces/trace_list_panel.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QStackedLayout>
#include <QStringListModel>
#include <QTableView>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>

#include "app/engine/current_spans.h"
#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/chip_button.h"
#include "views/shell/empty_state.h"
#include "views/shell/flow_layout.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/duration_histogram.h"
#include "views/traces/trace_desk.h"
#include "views/traces/trace_list_delegate.h"

namespace causeway::views {

namespace {

constexpr int kMostCompletions = 5000;

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

TraceListPanel::TraceListPanel(TraceDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new TraceListModel(this)), m_table(new QTableView(this)), m_field(new QLineEdit(this)), m_completions(new QStringListModel(this)),
      m_services(new QToolButton(this)), m_errors(new QToolButton(this)), m_serviceMenu(new QMenu(this)), m_summary(new QLabel(this)), m_chips(new QWidget(this)),
      m_chipLayout(new FlowLayout(m_chips, theme::kGrid / 2)), m_histogram(new DurationHistogramView(this)), m_stack(new QStackedLayout(this))
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    m_field->setPlaceholderText(tr("Add a condition: service:cart, duration>200ms, error, http.status_code=500; or open a trace by its id"));
    m_field->setAccessibleName(tr("Add a condition on traces"));
    m_field->setToolTip(tr("service:NAME, operation:NAME, duration>200ms, duration<2s, error, or ATTRIBUTE=VALUE of some span; or the id of a trace, to open it"));
    m_field->setClearButtonEnabled(true);
    auto *completer = new QCompleter(m_completions, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_field->setCompleter(completer);
    m_services->setText(tr("Service"));
    m_services->setPopupMode(QToolButton::InstantPopup);
    m_services->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_services->setAccessibleName(tr("Only traces with a service"));
    m_services->setMenu(m_serviceMenu);
    m_errors->setText(tr("Errors only"));
    m_errors->setCheckable(true);
    m_errors->setAccessibleName(tr("Only traces with errors"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(m_field, 1);
    bar->addWidget(m_services);
    bar->addWidget(m_errors);
    bar->addWidget(m_summary);
    column->addLayout(bar);
    m_chipLayout->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    column->addWidget(m_chips);
    column->addWidget(m_histogram);
    auto *below = new QWidget(page);
    m_below = new QStackedLayout(below);
    m_below->addWidget(m_table);
    m_nothing = new EmptyState(QStringLiteral("filter"), tr("No trace passes"), {}, this, desk.context().actions.action(QStringLiteral("traces.clear")));
    m_below->addWidget(m_nothing);
    column->addWidget(below, 1);
    m_empty = new EmptyState(QStringLiteral("traces"), tr("No traces yet"), {}, this, desk.context().actions.action(QStringLiteral("file.import")));
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);

    prepareTable(*m_table, tr("Traces"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new TraceListDelegate(m_table));
    m_table->setAlternatingRowColors(true);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(TraceListModel::RootColumn, QHeaderView::Stretch);
    for (const auto &[section, digits] : {std::pair{TraceListModel::ServiceColumn, 22}, {TraceListModel::StartColumn, 25}, {TraceListModel::DurationColumn, 26}, {TraceListModel::SpansColumn, 9},
                                          {TraceListModel::ErrorsColumn, 9}, {TraceListModel::ServicesColumn, 10}})
        m_table->setColumnWidth(section, digits * digit);
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->horizontalHeader()->setSortIndicatorShown(true);
    m_table->horizontalHeader()->setSortIndicator(TraceListModel::StartColumn, Qt::AscendingOrder);
    setFocusProxy(m_table);

    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int section, Qt::SortOrder order) { m_desk.setOrder(static_cast<TraceListModel::Column>(section), order == Qt::DescendingOrder); });
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        std::vector<std::uint32_t> chosen;
        for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
            chosen.push_back(m_model->trace(index.row()));
        m_desk.setChosen(std::move(chosen));
    });
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_desk.openTrace(m_model->trace(index.row())); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        m_desk.openTrace(m_model->trace(index.row()));
        Q_EMIT m_desk.waterfallAsked();
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        const QModelIndex index = m_table->indexAt(position);
        if (!index.isValid())
            return;
        const std::uint32_t trace = m_model->trace(index.row());
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Show in the waterfall"), this, [this, trace] {
            m_desk.openTrace(trace);
            Q_EMIT m_desk.waterfallAsked();
        });
        const std::size_t chosen = m_desk.chosen().size();
        if (QAction *compare = m_desk.context().actions.action(QStringLiteral("traces.compareChosen")); compare != nullptr && chosen > 0)
            menu->addAction(compare);
        menu->addSeparator();
        const QString service = m_model->index(index.row(), TraceListModel::ServiceColumn).data().toString(), operation = m_model->index(index.row(), TraceListModel::RootColumn).data().toString();
        menu->addAction(tr("Only traces with %1").arg(service), this, [this, service] { m_desk.addCondition({TraceCondition::Kind::Service, {}, service, 0}); });
        menu->addAction(tr("Only traces with %1").arg(operation), this, [this, operation] { m_desk.addCondition({TraceCondition::Kind::Operation, {}, operation, 0}); });
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    connect(m_field, &QLineEdit::returnPressed, this, &TraceListPanel::submit);
    connect(m_serviceMenu, &QMenu::aboutToShow, this, &TraceListPanel::fillServices);
    connect(m_errors, &QToolButton::clicked, this, [this](bool on) {
        std::vector<TraceCondition> conditions = m_desk.conditions();
        std::erase_if(conditions, [](const TraceCondition &condition) { return condition.kind == TraceCondition::Kind::Errors; });
        if (on)
            conditions.push_back({TraceCondition::Kind::Errors, {}, {}, 0});
        m_desk.setConditions(std::move(conditions));
    });
    connect(m_histogram, &DurationHistogramView::rangeChosen, this, [this](qint64 from, qint64 to) {
        std::vector<TraceCondition> conditions = m_desk.conditions();
        addCondition(conditions, {TraceCondition::Kind::LongerThan, {}, {}, from});
        addCondition(conditions, {TraceCondition::Kind::ShorterThan, {}, {}, to});
        m_desk.setConditions(std::move(conditions));
    });
    connect(&m_desk, &TraceDesk::listingChanged, this, &TraceListPanel::refresh);
    connect(&m_desk, &TraceDesk::spansChanged, this, &TraceListPanel::refresh);
    connect(&m_desk, &TraceDesk::conditionsChanged, this, &TraceListPanel::placeChips);
    connect(&m_desk, &TraceDesk::treeChanged, this, [this] {
        if (m_desk.tree() == nullptr)
            return;
        if (const int row = m_model->rowOf(m_desk.tree()->trace()); row >= 0 && m_table->currentIndex().row() != row)
            m_table->setCurrentIndex(m_model->index(row, TraceListModel::RootColumn));
    });
    connect(&desk.context().settings, &Settings::zoneChanged, m_model, &TraceListModel::zoneChanged);
    placeChips();
    refresh();
}

QWidget *TraceListPanel::shownPage() const { return m_stack->currentWidget() == m_empty ? m_empty : m_below->currentWidget(); }

void TraceListPanel::refresh()
{
    const auto listing = m_desk.listing();
    if (listing != m_model->listing()) {
        const bool other = m_model->listing() == nullptr || listing == nullptr || m_model->listing()->table != listing->table;
        m_model->setListing(listing);
        m_histogram->setHistogram(listing == nullptr ? traces::DurationHistogram{} : listing->histogram);
        if (other)
            fillCompletions();
        if (listing != nullptr && m_desk.tree() != nullptr)
            if (const int row = m_model->rowOf(m_desk.tree()->trace()); row >= 0)
                m_table->setCurrentIndex(m_model->index(row, TraceListModel::RootColumn));
    }
    if (!m_desk.hasSpans())
        m_empty->setText(m_desk.context().workspace.isOpen() ? tr("No traces yet") : tr("No project is open"),
                         tr("Import traces: OTLP (JSON, protobuf), Jaeger, Zipkin, Chrome trace and span tables as CSV are recognised. Each trace is listed here with its duration, spans and errors."));
    m_stack->setCurrentIndex(m_desk.hasSpans() ? 0 : 1);
    QString said;
    if (listing != nullptr) {
        said = listing->traces.size() == 1 ? tr("1 trace") : tr("%1 traces").arg(count(listing->traces.size()));
        if (listing->traces.size() != listing->summaries.size())
            said = tr("%1 of %2 traces").arg(count(listing->traces.size()), count(listing->summaries.size()));
        said += QStringLiteral(" · ") + tr("%1 spans").arg(count(listing->spans));
        if (listing->failed > 0)
            said += QStringLiteral(" · ") + tr("%1 with errors").arg(count(listing->failed));
    } else if (m_desk.isListing())
        said = tr("reading …");
    m_summary->setText(said);
    const bool nothing = (listing != nullptr && listing->traces.empty()) || m_desk.error().has_value();
    if (nothing)
        m_nothing->setText(m_desk.error() ? tr("No trace is listed") : tr("No trace passes"),
                           m_desk.error() ? text::render(*m_desk.error()) : tr("Take a condition away above, or all of them; the time range of the window holds here as well."));
    m_below->setCurrentWidget(nothing ? static_cast<QWidget *>(m_nothing) : m_table);
}

void TraceListPanel::placeChips()
{
    while (QLayoutItem *item = m_chipLayout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    bool errors = false;
    for (const TraceCondition &condition : m_desk.conditions()) {
        errors = errors || condition.kind == TraceCondition::Kind::Errors;
        auto *chip = new ChipButton(condition.text(), ChipButton::Kind::Condition, m_chips);
        connect(chip, &QAbstractButton::clicked, this, [this, condition] {
            std::vector<TraceCondition> conditions = m_desk.conditions();
            std::erase(conditions, condition);
            m_desk.setConditions(std::move(conditions));
        });
        m_chipLayout->addWidget(chip);
    }
    m_errors->setChecked(errors);
    m_chips->setVisible(m_chipLayout->count() > 0);
    m_desk.context().actions.setEnabled(QStringLiteral("traces.clear"), !m_desk.conditions().empty(), tr("no condition is set"));
}

void TraceListPanel::fillCompletions()
{
    QStringList all;
    if (const auto listing = m_desk.listing(); listing != nullptr) {
        for (const std::string &service : listing->table->services())
            all << QStringLiteral("service:") + text::fromBytes(service);
        for (const traces::Operation &operation : listing->table->operations())
            if (all.size() < kMostCompletions)
                all << QStringLiteral("operation:") + text::fromBytes(operation.name);
        all.removeDuplicates();
    }
    all << QStringLiteral("duration>") << QStringLiteral("duration<") << QStringLiteral("error");
    m_completions->setStringList(all);
}

void TraceListPanel::submit()
{
    if (m_field->text().trimmed().isEmpty())
        return;
    QString why;
    static const QRegularExpression id(QStringLiteral("^\\s*(?:trace:)?([0-9a-fA-F]{8,32})\\s*$"));
    if (const auto match = id.match(m_field->text()); match.hasMatch() && m_desk.listing() != nullptr) {
        const auto trace = engine::findTrace(*m_desk.listing()->table, match.captured(1).toStdString());
        if (!trace) {
            complain(text::render(trace.error()));
            return;
        }
        m_desk.openTrace(*trace);
        Q_EMIT m_desk.waterfallAsked();
        QMetaObject::invokeMethod(m_field, &QLineEdit::clear, Qt::QueuedConnection);
        return;
    }
    const auto condition = parseTraceCondition(m_field->text(), &why);
    if (!condition) {
        complain(why);
        return;
    }
    m_field->setAccessibleDescription({});
    m_desk.addCondition(*condition);
    // A completer puts its text in after this.
    QMetaObject::invokeMethod(m_field, &QLineEdit::clear, Qt::QueuedConnection);
}

// What is wrong stays where it can be put right.
void TraceListPanel::complain(const QString &why)
{
    QToolTip::showText(m_field->mapToGlobal(QPoint(0, m_field->height())), text::toolTip(why), m_field);
    m_field->setAccessibleDescription(why);
}

void TraceListPanel::fillServices()
{
    m_serviceMenu->clear();
    const auto listing = m_desk.listing();
    if (listing == nullptr)
        return;
    for (const std::string &service : listing->table->services()) {
        const QString name = text::fromBytes(service);
        m_serviceMenu->addAction(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")), this, [this, name] { m_desk.addCondition({TraceCondition::Kind::Service, {}, name, 0}); });
    }
}

} // namespace causeway::views
