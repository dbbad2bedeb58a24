#pragma once
// The heat map of the chosen finding: attention, occlusion or both, how far they agree, and a warning where they do not.

#include <QWidget>

#include <memory>

#include "views/findings/finding_review.h"
#include "views/findings/heat_map_view.h"

class QButtonGroup;
class QLabel;
class QStackedLayout;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class InfluencePage;
class WordMaps;

class HeatMapPanel : public QWidget {
    Q_OBJECT
public:
    enum class Choice : std::uint8_t { Attention, Occlusion, Both };

    HeatMapPanel(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] HeatMapView &attention() { return *m_attention; }
    [[nodiscard]] HeatMapView &occlusion() { return *m_occlusion; }
    [[nodiscard]] WordMaps &words() { return *m_words; } // beneath them, where the detector reads words
    [[nodiscard]] const std::shared_ptr<const HeatMap> &map() const { return m_map; } // nullptr where there is nothing to show
    [[nodiscard]] Choice shown() const; // what is seen: the wanted one where the detector has it
    void choose(Choice choice);
    void showAllSessions(bool on); // templates by templates instead of the chosen finding
    [[nodiscard]] InfluencePage &allSessions() { return *m_influence; }
    [[nodiscard]] QString agreementText() const;
    [[nodiscard]] QString warningText() const; // "" where attention and occlusion agree, or cannot be compared
    void exportMap(); // asks where to
    void exportTo(const QString &path);

Q_SIGNALS:
    void mapChanged();
    void exported(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void read();
    void showMap(std::shared_ptr<const HeatMap> map);
    void updateLook();
    void updateChoice();
    void take(HeatMapView &from, bool goThere); // its cell for the other view and the lines
    void follow(); // the event that is chosen elsewhere

    ViewContext m_context;
    FindingReview &m_review;
    std::shared_ptr<const HeatMap> m_map;
    HeatMapView *m_attention, *m_occlusion;
    WordMaps *m_words = nullptr;
    QStackedLayout *m_stack;
    QStackedLayout *m_scopes;
    QWidget *m_finding, *m_page;
    InfluencePage *m_influence;
    QToolButton *m_all;
    EmptyState *m_empty, *m_noMap;
    QButtonGroup *m_choices;
    ElidedLabel *m_agreement;
    QWidget *m_warning;
    QLabel *m_warningIcon;
    QLabel *m_warningText;
    Choice m_wanted = Choice::Both;
    bool m_stale = true, m_choosing = false;
};

} // namespace causeway::views
