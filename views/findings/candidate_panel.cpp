#include "views/findings/candidate_panel.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// The number at the right, its bar before it. What is observed has an outlined bar: not by colour alone.
class BarDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const double share = index.data(CandidateModel::ShareRole).toDouble();
        if (!std::isfinite(share))
            return;
        const bool observed = index.data(CandidateModel::ObservedRole).toBool();
        const int number = option.fontMetrics.horizontalAdvance(QStringLiteral("0.00001 %")) + 16;
        const QRectF room = QRectF(option.rect).adjusted(6, 6, -number, -6);
        QRectF bar = room;
        bar.setWidth(std::max(2.0, std::clamp(share, 0.0, 1.0) * room.width()));
        const QColor colour = theme::color(observed ? theme::Tone::Anomalous : theme::Tone::Accent);
        painter->save();
        painter->fillRect(room, theme::line());
        painter->fillRect(bar, colour);
        if (observed) {
            painter->setPen(colour);
            painter->drawRect(room.adjusted(0, 0, -1, -1));
        }
        painter->restore();
    }
};

} // namespace

CandidatePanel::CandidatePanel(QWidget *parent) : QWidget(parent), m_model(new CandidateModel(this)), m_table(new QTableView(this)), m_summary(new ElidedLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_summary->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("How surprising the chosen step is"));
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
    prepareTable(*m_table, tr("What could stand at the chosen step"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(CandidateModel::ProbabilityColumn, new BarDelegate(m_table));
    m_table->horizontalHeader()->setSectionResizeMode(CandidateModel::TemplateColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(CandidateModel::ProbabilityColumn, 20 * m_table->fontMetrics().horizontalAdvance(QLatin1Char('0')));
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() + m_table->verticalHeader()->defaultSectionSize());
    updateLook();
}

void CandidatePanel::showStep(const detect::Step &step, const std::shared_ptr<const storage::TemplateCatalog> &catalog)
{
    m_model->setStep(step, catalog);
    updateLook();
}

void CandidatePanel::clear()
{
    m_model->clear();
    updateLook();
}

int CandidatePanel::wantedHeight() const
{
    return m_summary->sizeHint().height() + m_table->horizontalHeader()->sizeHint().height() + m_model->rowCount() * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth();
}

void CandidatePanel::updateLook()
{
    m_summary->setText(m_model->summary());
    setVisible(m_model->rowCount() > 0);
}

} // namespace causeway::views
