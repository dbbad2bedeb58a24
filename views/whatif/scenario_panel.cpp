#include "views/whatif/scenario_panel.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// Rows as high as those of tables.
class RoomyRows : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize own = QStyledItemDelegate::sizeHint(option, index);
        return {own.width() + theme::kGrid, std::max(own.height(), option.fontMetrics.height() + theme::kGrid)};
    }
};

} // namespace

QWidget *makeNoScenario(WhatIfDesk &desk, const QString &text, QWidget *parent)
{
    ActionRegistry &actions = desk.context().actions;
    auto *page = new QWidget(parent);
    auto *withTraces = new EmptyState(QStringLiteral("whatif"), {}, {}, page, actions.action(QStringLiteral("whatif.learn")));
    auto *without = new EmptyState(QStringLiteral("whatif"), WhatIfDesk::tr("No scenario yet, and no traces to learn one from"), text, page, actions.action(QStringLiteral("whatif.open")));
    auto *open = new QToolButton(withTraces); // the other way
    open->setDefaultAction(actions.action(QStringLiteral("whatif.open")));
    open->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(withTraces);
    layout->addWidget(without);
    if (auto *inside = qobject_cast<QVBoxLayout *>(withTraces->layout()))
        inside->insertWidget(inside->count() - 1, open, 0, Qt::AlignHCenter); // below its button
    const auto refresh = [&desk, withTraces, without, text] {
        const bool can = desk.canLearn();
        withTraces->setText(desk.isLearning() ? WhatIfDesk::tr("Learning a model from the traces …") : WhatIfDesk::tr("No scenario yet"), desk.isLearning() ? WhatIfDesk::tr("How far it is stands in the status bar.") : text);
        withTraces->setVisible(can);
        without->setVisible(!can);
    };
    QObject::connect(&desk, &WhatIfDesk::treeChanged, page, refresh);
    refresh();
    return page;
}

ScenarioPanel::ScenarioPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new ScenarioTree(this)), m_changeModel(new FieldChangeModel(this)), m_tree(new QTreeView(this)), m_changes(new QTableView(this)), m_note(new QLineEdit(this)),
      m_heading(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Scenarios"));
    build();
    m_empty = makeNoScenario(desk, tr("The first one tells how things are: as the traces show it, or as a file says. Its forks tell what you would change."), this);
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_empty);
    setFocusProxy(m_tree);

    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (!m_following && now.isValid())
            m_desk.choose(m_model->idOf(now));
    });
    connect(m_model, &ScenarioTree::renamed, this, [this](qint64 id, const QString &name) { m_desk.rename(id, name); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        fill(*menu);
        menu->popup(m_tree->viewport()->mapToGlobal(position));
    });
    connect(m_note, &QLineEdit::editingFinished, this, [this] {
        const engine::ScenarioRow *row = m_desk.row(m_desk.chosen());
        if (row != nullptr && m_note->text() != text::fromBytes(row->stored.note))
            m_desk.setNote(row->stored.id, m_note->text());
    });
    connect(&desk, &WhatIfDesk::treeChanged, this, &ScenarioPanel::refresh);
    for (const auto signal : {&WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged})
        connect(&desk, signal, this, &ScenarioPanel::follow);
    refresh();
}

void ScenarioPanel::build()
{
    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("Scenarios and their forks"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setItemDelegate(new RoomyRows(m_tree));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setSectionResizeMode(ScenarioTree::NameColumn, QHeaderView::ResizeToContents);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_tree->setColumnHidden(ScenarioTree::NoteColumn, true); // it stands below
    prepareTable(*m_changes, tr("What the chosen scenario changes"));
    m_changes->setModel(m_changeModel);
    m_changes->setTextElideMode(Qt::ElideMiddle); // fields differ at their ends
    m_changes->horizontalHeader()->setSectionResizeMode(FieldChangeModel::FieldColumn, QHeaderView::Stretch);
    for (const int column : {FieldChangeModel::BeforeColumn, FieldChangeModel::AfterColumn})
        m_changes->setColumnWidth(column, 8 * digit);
    m_note->setPlaceholderText(tr("Note"));
    m_note->setAccessibleName(tr("Note on the chosen scenario"));
    m_note->setMaxLength(2000);
    m_heading->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_heading->setAccessibleName(tr("What the fields below are changed against"));

    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, 4);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    for (const char *id : {"whatif.fork", "whatif.rename", "whatif.remove", "whatif.undo", "whatif.learn", "whatif.open", "whatif.export", "whatif.report"})
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(bar);
            button->setDefaultAction(action);
            button->setToolButtonStyle(qstrcmp(id, "whatif.fork") == 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }
    auto *below = new QWidget(m_page);
    auto *lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    auto *noteRow = new QVBoxLayout;
    noteRow->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    noteRow->addWidget(m_note);
    lower->addLayout(noteRow);
    lower->addWidget(m_heading);
    lower->addWidget(m_changes, 1);
    auto *split = new QSplitter(Qt::Vertical, m_page);
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

bool ScenarioPanel::isEmpty() const { return m_stack->currentWidget() == m_empty; }

void ScenarioPanel::renameChosen()
{
    if (const QModelIndex index = m_model->indexOf(m_desk.chosen()); index.isValid())
        m_tree->edit(index);
}

void ScenarioPanel::fill(QMenu &menu) const
{
    for (const char *id : {"whatif.fork", "whatif.rename", "whatif.remove", "", "whatif.before", "whatif.simulate", "", "whatif.undo", "whatif.export", "whatif.report"})
        if (*id == '\0')
            menu.addSeparator();
        else if (QAction *action = m_desk.context().actions.action(QLatin1String(id)))
            menu.addAction(action);
}

void ScenarioPanel::refresh()
{
    m_following = true;
    m_model->setRows(m_desk.rows(), [this](ScenarioId id) -> const std::vector<engine::FieldChange> & { return m_desk.changesOf(id); });
    m_tree->expandAll();
    m_stack->setCurrentWidget(m_desk.rows().empty() ? m_empty : m_page); // a tree that gets the focus goes to its first row, which nobody chose
    m_following = false;
    follow();
}

void ScenarioPanel::follow()
{
    m_following = true;
    m_model->setBaseline(m_desk.baselineId());
    const QModelIndex index = m_model->indexOf(m_desk.chosen());
    if (m_tree->currentIndex().siblingAtColumn(0) != index)
        m_tree->setCurrentIndex(index);
    m_following = false;
    const engine::ScenarioRow *row = m_desk.row(m_desk.chosen());
    if (!m_note->hasFocus() || row == nullptr)
        m_note->setText(row == nullptr ? QString() : text::fromBytes(row->stored.note));
    m_note->setEnabled(row != nullptr);
    const ScenarioId before = m_desk.baselineId();
    if (m_changeModel->setChanges(m_desk.changes())) {
        const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
        for (const int column : {FieldChangeModel::BeforeColumn, FieldChangeModel::AfterColumn}) {
            m_changes->resizeColumnToContents(column);
            m_changes->setColumnWidth(column, std::clamp(m_changes->columnWidth(column), 8 * digit, 13 * digit));
        }
    }
    m_heading->setText(row == nullptr ? QString()
                       : before == 0  ? tr("A first scenario: how things are")
                       : m_desk.baseline() == nullptr || m_desk.scenario() == nullptr ? tr("Against “%1”, the one before").arg(m_desk.nameOf(before))
                       : m_desk.changes().empty() ? tr("The same as “%1”, the one before").arg(m_desk.nameOf(before))
                                                  : tr("Changed against “%1”, the one before").arg(m_desk.nameOf(before)));
}

} // namespace causeway::views
