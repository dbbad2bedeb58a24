#include "views/findings/version_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/retraining.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// A button of an action that may be refused: then it says why.
QPushButton *buttonFor(QAction *action, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), text, parent);
    button->setAccessibleName(action->text());
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

} // namespace

VersionPanel::VersionPanel(ViewContext context, Retraining &retraining, QWidget *parent)
    : QWidget(parent), m_context(context), m_retraining(retraining), m_model(new VersionModel(this)), m_table(new QTableView(this)), m_legend(new ElidedLabel(this)), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("table"), tr("No model yet"), tr("Run detectors: each learns a model, and all versions are listed here."), this,
                             context.actions.action(QStringLiteral("findings.run"))))
{
    prepareTable(*m_table, tr("Models"));
    m_table->setModel(m_model);
    QHeaderView *header = m_table->horizontalHeader();
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[section, digits] : {std::pair{VersionModel::NumberColumn, 7}, {VersionModel::StatusColumn, 13}, {VersionModel::TimeColumn, 20}, {VersionModel::LabelsColumn, 7}, {VersionModel::F1Column, 21}})
        m_table->setColumnWidth(section, digits * digit);
    header->setStretchLastSection(false);
    header->setSectionResizeMode(VersionModel::DetectorColumn, QHeaderView::Stretch);
    header->setMinimumSectionSize(7 * digit);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    m_legend->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(m_legend, 1);
    for (const auto &[id, text] : {std::pair{"findings.compare", tr("Compare")}, {"findings.revert", tr("Revert")}, {"findings.promote", tr("Promote")}})
        bar->addWidget(buttonFor(m_context.actions.action(QLatin1String(id)), text, page));
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);
    m_empty->setMinimumHeight(72); // a small screen is not for what an empty panel would say
    setFocusProxy(m_table);
    connect(&retraining, &Retraining::versionsChanged, this, &VersionPanel::show);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &VersionPanel::chosenChanged);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (chosen() == nullptr)
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        for (const char *id : {"findings.promote", "findings.revert", "findings.compare"})
            menu->addAction(m_context.actions.action(QLatin1String(id)));
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    show();
}

const storage::ModelInfo *VersionPanel::chosen() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && index.row() < m_model->rowCount() ? &m_model->row(index.row()).model : nullptr;
}

void VersionPanel::show()
{
    const ModelId before = chosen() == nullptr ? ModelId{} : chosen()->id;
    m_model->setTable(m_retraining.versions());
    for (int i = 0; i < m_model->rowCount(); ++i)
        if (m_model->row(i).model.id == before)
            m_table->setCurrentIndex(m_model->index(i, VersionModel::NumberColumn));
    bool flattering = false;
    for (int i = 0; i < m_model->rowCount(); ++i)
        flattering = flattering || (m_model->row(i).measured && !m_model->row(i).measured->heldOut);
    m_legend->setText(flattering ? tr("*: measured on labels that were learned from") : QString());
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    Q_EMIT chosenChanged();
}

} // namespace causeway::views
