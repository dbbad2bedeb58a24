#include "views/boundaries/variant_panel.h"

#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/boundaries/class_panel.h"
#include "views/boundaries/name_box.h"
#include "views/boundaries/split_export.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

VariantPanel::VariantPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new SplitTree(this)), m_movedModel(new CellTable({{tr("Class")}, {tr("Here"), tr("In the chosen split")}, {tr("There"), tr("In the one it is held against")}}, this)), m_tree(new QTreeView(this)),
      m_movedTable(new QTableView(this)), m_before(new NameBox(this)), m_distance(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Variants"));
    build();
    m_none = makeNoBoundaries(desk, tr("Here the splits of this project will stand side by side: proposals, forks of them that you change, those of other tools."), false, this);
    m_none->setMinimumHeight(80);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_tree);

    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (!m_following && now.isValid())
            m_desk.choose(m_model->idOf(now));
    });
    connect(m_model, &SplitTree::renamed, this, [this](qint64 id, const QString &name) { m_desk.rename(id, name); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        fill(*menu);
        menu->popup(m_tree->viewport()->mapToGlobal(position));
    });
    connect(m_before, &QComboBox::activated, this, [this] { m_desk.setCompared(m_before->currentData().toLongLong()); });
    onRowChosen(*m_movedTable, [this](const QModelIndex &index) { m_desk.select({m_moved[m_movedModel->item(index.row())]}); });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::treeChanged})
        connect(&desk, signal, this, &VariantPanel::refresh);
    connect(&desk, &BoundaryDesk::splitChanged, this, [this] {
        follow();
        showDistance();
    });
    refresh();
}

void VariantPanel::build()
{
    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("Splits and their forks"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->header()->setStretchLastSection(false);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_tree->setColumnWidth(SplitTree::NameColumn, 32 * digit);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setIndentation(12);
    for (int column = SplitTree::FirstMeasure; column < m_model->columnCount({}); ++column)
        m_tree->setColumnWidth(column, std::max(10 * digit, fontMetrics().horizontalAdvance(measureRows()[static_cast<std::size_t>(column - SplitTree::FirstMeasure)].name) + 2 * digit));
    prepareTable(*m_movedTable, tr("Classes that lie elsewhere"));
    m_movedTable->setModel(m_movedModel);
    m_movedTable->setSortingEnabled(true);
    m_movedTable->sortByColumn(-1, Qt::AscendingOrder);
    for (const int column : {ClassColumn, HereColumn, ThereColumn})
        m_movedTable->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    m_before->setAccessibleName(tr("The split that the chosen one is held against"));
    m_before->setToolTip(m_before->accessibleName());
    m_before->setMinimumContentsLength(14);
    m_before->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_distance->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_distance->setAccessibleName(tr("How far the two are apart"));

    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, 4);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    for (const char *id : {"boundaries.fork", "boundaries.rename", "boundaries.remove", "boundaries.import"})
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(bar);
            button->setDefaultAction(action);
            button->setToolButtonStyle(qstrcmp(id, "boundaries.fork") == 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }
    auto *exports = new QToolButton(bar);
    exports->setText(tr("Export"));
    exports->setIcon(theme::icon(QStringLiteral("export")));
    exports->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    exports->setPopupMode(QToolButton::InstantPopup);
    exports->setAccessibleName(tr("Export the chosen split"));
    auto *menu = new QMenu(exports);
    menu->setToolTipsVisible(true);
    for (const char *id : kSplitExports)
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id)))
            menu->addAction(action);
    exports->setMenu(menu);
    row->addWidget(exports);
    auto *below = new QWidget(m_page);
    auto *lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    auto *compared = new QVBoxLayout;
    compared->setContentsMargins(theme::kMargin, 4, theme::kMargin, 0);
    compared->addWidget(m_before);
    lower->addLayout(compared);
    lower->addWidget(m_distance);
    lower->addWidget(m_movedTable, 1);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(m_tree);
    split->addWidget(below);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(bar);
    page->addWidget(split, 1);
}

bool VariantPanel::isEmpty() const { return m_stack->currentWidget() == m_none; }

void VariantPanel::renameChosen()
{
    if (const QModelIndex index = m_model->indexOf(m_desk.chosen()); index.isValid())
        m_tree->edit(index);
}

void VariantPanel::fill(QMenu &menu) const
{
    for (const char *id : {"boundaries.fork", "boundaries.rename", "boundaries.note", "boundaries.remove", "", "boundaries.before", "", "boundaries.import", "boundaries.undo"})
        if (*id == '\0')
            menu.addSeparator();
        else if (QAction *action = m_desk.context().actions.action(QLatin1String(id)))
            menu.addAction(action);
}

void VariantPanel::refresh()
{
    m_following = true;
    m_model->setRows(m_desk.rows());
    m_tree->expandAll();
    m_before->clear();
    m_before->addItem(tr("Against: what it was forked from"), qint64{0});
    for (const engine::SplitRow &row : m_desk.rows())
        if (row.stored.id != m_desk.chosen())
            m_before->addItem(tr("Against: %1").arg(text::fromBytes(row.stored.name)), qint64{row.stored.id});
    m_before->setCurrentIndex(std::max(0, m_before->findData(qint64{m_desk.comparedId()})));
    m_following = false;
    m_stack->setCurrentWidget(m_desk.data() == nullptr || m_desk.rows().empty() ? m_none : m_page);
    follow();
    showDistance();
    measure();
}

void VariantPanel::follow()
{
    m_following = true;
    m_model->setCompared(m_desk.comparedId());
    const QModelIndex index = m_model->indexOf(m_desk.chosen());
    if (m_tree->currentIndex().siblingAtColumn(0) != index)
        m_tree->setCurrentIndex(index);
    m_following = false;
}

void VariantPanel::measure()
{
    if (m_desk.data() == nullptr)
        return;
    if (m_of != m_desk.data()) {
        m_of = m_desk.data();
        m_known.clear();
    }
    std::vector<storage::StoredSplit> wanted;
    for (const engine::SplitRow &row : m_desk.rows())
        if (const auto it = m_known.find(row.stored.id); it == m_known.end() || it->second.first != row.stored.classes)
            wanted.push_back(row.stored);
    const auto show = [this] {
        SplitTree::MeasuresOf measures;
        for (const auto &[id, known] : m_known)
            measures[id] = known.second;
        m_model->setMeasures(std::move(measures));
    };
    if (wanted.empty()) {
        show();
        return;
    }
    using Known = std::vector<std::pair<storage::StoredSplit, boundaries::Measures>>;
    m_desk.context().workspace.jobs().start<Known>(
        {.key = "boundaries.variants", .title = Message(CAUSEWAY_TEXT("Measure the splits")), .quiet = true},
        [data = m_of, wanted = std::move(wanted)](const Job &job) -> Result<Known> {
            Known out;
            for (const storage::StoredSplit &stored : wanted) {
                if (job.isCancelled())
                    return failure(cancelled());
                if (const auto kept = engine::readKeptSplit(stored, data->data.model)) // one of other classes has none
                    out.emplace_back(stored, boundaries::measure(data->data.model, data->graph, kept->split.serviceOf, kept->split.order, false));
            }
            return out;
        },
        this, [this, show, data = m_of](Known known) {
            if (data != m_of)
                return;
            for (auto &[stored, measures] : known)
                m_known[stored.id] = {stored.classes, measures};
            show();
        });
}

void VariantPanel::showDistance()
{
    std::vector<CellTable::Line> lines;
    m_moved.clear();
    QString said;
    if (m_desk.split() == nullptr || m_desk.rows().empty())
        said.clear();
    else if (!m_desk.distance())
        said = tr("Held against nothing: fork it, or choose another one above");
    else {
        const engine::SplitDistance &distance = *m_desk.distance();
        const QLocale locale;
        said = distance.moved.empty() && distance.mojoFm >= 100 ? tr("The same as “%1”").arg(m_desk.nameOf(m_desk.comparedId()))
                                                                : tr("%4 elsewhere · MoJoFM %1 · ARI %2 · VI %3")
                                                                      .arg(locale.toString(distance.mojoFm, 'f', 1), locale.toString(distance.adjustedRand, 'f', 3), locale.toString(distance.variationOfInformation, 'f', 3),
                                                                           text::number(static_cast<std::int64_t>(distance.moved.size())));
        m_distance->setDetails(tr("MoJoFM: 100 is the same, 0 as far apart as can be. ARI: adjusted Rand index, 1 the same, 0 as by chance. VI: variation of information in nats, 0 the same. Elsewhere: classes that lie in another service."));
        for (const auto &[one, service] : distance.moved) {
            m_moved.push_back(one);
            lines.push_back({{m_desk.className(one), std::nan(""), text::fromBytes(m_desk.data()->data.model.classes[one])}, {m_desk.serviceName(m_desk.split()->split.serviceOf[one])}, {text::fromBytes(service)}});
        }
    }
    m_distance->setText(said);
    m_movedModel->setLines(std::move(lines));
}

} // namespace causeway::views
