#include "views/boundaries/why_panel.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/boundaries/class_table.h"
#include "views/boundaries/split_text.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kSame = 5e-4;

QString changeText(const std::optional<double> &by)
{
    if (!by)
        return QStringLiteral("–");
    if (std::abs(*by) < kSame)
        return QStringLiteral("0");
    return (*by > 0 ? QStringLiteral("+%1 ▲") : QStringLiteral("−%1 ▼")).arg(QLocale().toString(std::abs(*by), 'f', 3));
}

} // namespace

PullTable::PullTable(QObject *parent)
    : ArrangedTable({tr("Service"), tr("Speaks"), tr("Pull"), tr("ICP if there"), tr("BCP by size"), tr("By layer"), tr("Strongest classes")},
                    {{}, tr("For where it is, or against"), tr("Share of all that binds it"), tr("What moving it there does to the share of calls that cross a border: less is better"), tr("What moving it there does to business context purity: less is better"), {}, {}}, PullColumn,
                    Qt::DescendingOrder, parent)
{
}

void PullTable::follow(BoundaryDesk &desk)
{
    beginItems();
    m_rows.clear();
    if (desk.reasons() && desk.split() != nullptr) {
        const engine::ClassReasons &reasons = *desk.reasons();
        const std::uint32_t own = desk.split()->split.serviceOf[reasons.one];
        double all = 0;
        for (const engine::ServicePull &pull : reasons.pulls)
            all += pull.weight;
        for (const engine::ServicePull &pull : reasons.pulls) {
            Row row;
            row.service = pull.service;
            row.name = desk.serviceName(pull.service);
            row.own = pull.service == own;
            row.pull = all > 0 ? pull.weight / all : 0;
            std::vector<std::size_t> order;
            for (std::size_t l = 0; l < boundaries::kLayers; ++l)
                if (pull.byLayer[l] > 0)
                    order.push_back(l);
            std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return pull.byLayer[a] > pull.byLayer[b]; });
            QStringList layers, classes;
            for (const std::size_t l : order)
                layers << QStringLiteral("%1 %2").arg(layerText(static_cast<boundaries::Layer>(l)), text::percent(pull.byLayer[l] / pull.weight));
            for (const auto &[one, weight] : pull.strongest)
                classes << desk.className(one);
            row.layers = layers.join(QStringLiteral(", "));
            row.classes = classes.join(QStringLiteral(", "));
            if (const auto there = desk.tried(reasons.one, pull.service); there && desk.measures()) {
                row.icp = there->icp - desk.measures()->icp;
                row.bcp = there->bcpBySize - desk.measures()->bcpBySize;
            }
            m_rows.push_back(std::move(row));
        }
    }
    endItems();
}

bool PullTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Row &x = m_rows[a], &y = m_rows[b];
    switch (column) {
    case ForColumn: return x.own < y.own;
    case PullColumn: return x.pull < y.pull;
    case IcpColumn: return x.icp < y.icp;
    case BcpColumn: return x.bcp < y.bcp;
    case LayersColumn: return x.layers < y.layers;
    case ClassesColumn: return x.classes < y.classes;
    default: return x.name.localeAwareCompare(y.name) < 0;
    }
}

bool PullTable::matches(std::uint32_t item, const QString &wanted) const { return m_rows[item].name.contains(wanted, Qt::CaseInsensitive); }

QVariant PullTable::cell(std::uint32_t item, int column, int role) const
{
    const Row &row = m_rows[item];
    if (role == Qt::ToolTipRole)
        return column == LayersColumn ? QVariant(text::toolTip(row.layers)) : column == ClassesColumn ? QVariant(text::toolTip(row.classes)) : QVariant();
    if (role == Qt::ForegroundRole && (column == IcpColumn || column == BcpColumn)) {
        const std::optional<double> &by = column == IcpColumn ? row.icp : row.bcp;
        return !by || std::abs(*by) < kSame ? QVariant() : QVariant(theme::color(*by < 0 ? theme::Tone::Better : theme::Tone::Worse));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case ForColumn: return row.own ? tr("for") : tr("against");
    case PullColumn: return text::percent(row.pull);
    case IcpColumn: return changeText(row.icp);
    case BcpColumn: return changeText(row.bcp);
    case LayersColumn: return row.layers;
    case ClassesColumn: return row.classes;
    default: return row.name;
    }
}

WhyPanel::WhyPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new PullTable(this)), m_table(new QTableView(this)), m_useCases(new QListWidget(this)), m_move(new QPushButton(tr("Move it there"), this)), m_heading(new ElidedLabel(this)),
      m_crossing(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this)), m_split(new QSplitter(Qt::Horizontal, m_page)),
      m_none(new EmptyState(QStringLiteral("info"), tr("Why here?"), tr("Select a class: what binds it to its service and to others stands here."), this))
{
    setAccessibleName(tr("Why here?"));
    prepareTable(*m_table, tr("What binds the class to which service"));
    m_table->setModel(m_model);
    m_table->setContextMenuPolicy(Qt::NoContextMenu);
    m_table->sortByColumn(PullTable::PullColumn, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, digits] : {std::pair(PullTable::ServiceColumn, 14), {PullTable::ForColumn, 8}, {PullTable::PullColumn, 8}, {PullTable::IcpColumn, 11}, {PullTable::BcpColumn, 12}, {PullTable::LayersColumn, 34}})
        m_table->setColumnWidth(column, digits * digit);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_useCases->setAccessibleName(tr("Use cases that cross a border"));
    m_useCases->setFrameShape(QFrame::NoFrame);
    m_useCases->setUniformItemSizes(true);
    for (ElidedLabel *label : {m_heading, m_crossing})
        label->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_crossing->setForegroundRole(QPalette::PlaceholderText);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(0, 0, theme::kMargin, 0);
    bar->addWidget(m_heading, 1);
    bar->addWidget(m_move);
    auto *below = new QWidget(m_page);
    auto *lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    lower->addWidget(m_crossing);
    lower->addWidget(m_useCases, 1);
    m_split->addWidget(m_table);
    m_split->addWidget(below);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_split, 1);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &WhyPanel::follow);
    connect(m_move, &QPushButton::clicked, this, [this] {
        if (const QModelIndex row = m_table->currentIndex(); row.isValid() && m_desk.reasons())
            m_desk.move({m_desk.reasons()->one}, m_model->serviceAt(row.row()));
    });
    connect(&desk, &BoundaryDesk::selectionChanged, this, &WhyPanel::refresh);
    refresh();
}

// Beside one another where there is more room that way.
void WhyPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_split->setOrientation(width() > height() * 3 / 2 ? Qt::Horizontal : Qt::Vertical);
}

bool WhyPanel::explains() const { return m_stack->currentWidget() == m_page; }

void WhyPanel::refresh()
{
    m_model->follow(m_desk);
    m_stack->setCurrentWidget(m_desk.reasons() ? m_page : static_cast<QWidget *>(m_none));
    m_useCases->clear();
    if (!m_desk.reasons())
        return;
    const engine::ClassReasons &reasons = *m_desk.reasons();
    const std::vector<double> &stability = m_desk.split()->stability;
    QStringList said{tr("%1 in %2").arg(m_desk.className(reasons.one), m_desk.serviceName(m_desk.split()->split.serviceOf[reasons.one]))};
    if (reasons.one < stability.size() && !std::isnan(stability[reasons.one]))
        said << tr("stability %1").arg(stabilityText(stability[reasons.one]));
    else if (const auto *from = m_desk.movedOf(reasons.one))
        said << movedText(*from);
    if (m_desk.isPinned(reasons.one))
        said << tr("pinned");
    if (!m_desk.wasSeen(reasons.one))
        said << tr("never seen at run time");
    if (reasons.pulls.empty())
        said << tr("nothing binds it to any other class");
    if (m_desk.selected().size() > 1)
        said << tr("the first of %1 selected").arg(text::number(static_cast<std::int64_t>(m_desk.selected().size())));
    m_heading->setText(said.join(QStringLiteral("  ·  ")));
    const boundaries::ClassModel &model = m_desk.data()->data.model;
    const std::size_t all = model.uses[reasons.one].size();
    m_crossing->setText(all == 0 ? tr("It was seen in no use case.") : tr("%1 of its %2 use cases cross the border of its service:").arg(text::number(static_cast<std::int64_t>(reasons.useCases.size())), text::number(static_cast<std::int64_t>(all))));
    for (const std::uint32_t useCase : reasons.useCases)
        m_useCases->addItem(text::fromBytes(model.useCases[useCase]));
    // The strongest of the others is offered.
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (!m_model->isOwn(row)) {
            m_table->setCurrentIndex(m_model->index(row, 0));
            break;
        }
    follow();
}

void WhyPanel::follow()
{
    const QModelIndex row = m_table->currentIndex();
    const bool can = row.isValid() && m_desk.reasons() && !m_model->isOwn(row.row());
    m_move->setEnabled(can);
    m_move->setText(can ? tr("Move to %1").arg(m_model->index(row.row(), PullTable::ServiceColumn).data().toString().replace(QLatin1Char('&'), QStringLiteral("&&"))) : tr("Move it there"));
    m_move->setToolTip(text::toolTip(can ? tr("Can be undone") : row.isValid() ? tr("It is there already") : tr("Choose a service below")));
}

} // namespace causeway::views
