#include "views/findings/version_panel.h"

#include <QHeaderView>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/retraining.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"

namespace causeway::views {

VersionPanel::VersionPanel(ViewContext context, Retraining &retraining, QWidget *parent)
    : QWidget(parent), m_context(context), m_retraining(retraining), m_model(new VersionModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this)),
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
    m_stack->addWidget(m_table);
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
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_empty);
    Q_EMIT chosenChanged();
}

} // namespace causeway::views
