// How often the search for root causes is right on labelled faults. bench_root_cause [MODE [PART]]
#include "analysis/rootcause/find_cause.h"
#include "tests/bench/labelled_faults.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
using namespace causeway; using namespace causeway::rootcause;
int main(int argc,char**argv){
  const int64_t S=1000000000;
  int mode=argc>1?atoi(argv[1]):0;
  for(const char*f:{"TrainTicket/2023-01-29","TrainTicket/2023-01-30","OnlineBoutique/2022-08-22"}){
    if(argc>2 && !strstr(f,argv[2])) continue;
    auto day=bench::loadDay(f); auto facts=*readTraceFacts(day.material,{});
    int hit=0,kindok=0,top3=0,alarms=0,q=0; double sec=0;
    for(int quiet=0;quiet<2;++quiet) for(auto&ft:day.faults){
      Period p; p.incident={{ft.at.ns},{ft.at.ns+180*S}}; if(quiet) p.incident={{ft.at.ns-125*S},{ft.at.ns-10*S}};
      auto push=[&](int64_t a,int64_t b){ if(a<b) p.baseline.push_back({{a},{b}}); };
      int64_t from= mode==2? p.incident.from.ns-120*S: INT64_MIN;
      if(mode==1||mode==2) push(from,p.incident.from.ns);
      else { int64_t a=from; for(auto&o:day.faults){ if(o.at.ns>=p.incident.from.ns) break; push(a,o.at.ns-10*S); a=o.at.ns+240*S;} push(a,p.incident.from.ns);
        if(mode==3){ a=ft.at.ns+240*S; for(auto&o:day.faults){ if(o.at.ns<=ft.at.ns) continue; push(a,o.at.ns-10*S); a=o.at.ns+240*S;} push(a,INT64_MAX);} }
      auto t0=std::chrono::steady_clock::now(); auto r=*findCause(day.material,facts,p,{},{}); sec+=std::chrono::duration<double>(std::chrono::steady_clock::now()-t0).count();
      std::printf("%s %-28s %-14s %s ",quiet?"Q":"F",quiet?"":ft.service.c_str(),quiet?"":ft.kind.c_str(),r.found?"cause":"none");
      for(size_t i=0;i<std::min<size_t>(3,r.causes.size());++i) std::printf(" | %s %s %.2f%s",r.services[r.causes[i].service].c_str(),std::string(toName(r.causes[i].kind)).c_str(),r.causes[i].score,r.causes[i].explainedBy!=kNone?"<":"");
      std::printf(" onset %+.0f imp %zu\n",(r.onsetNs-ft.at.ns)/1e9,r.impact.size());
      if(quiet){ if(r.traces<20&&r.baselineTraces<20) continue; ++q; alarms+=r.found; } else { bool h=!r.causes.empty()&&r.services[r.causes[0].service]==ft.service; hit+=h; kindok+=h&&r.causes[0].kind==ft.expected(); for(size_t i=0;i<std::min<size_t>(3,r.causes.size());++i) top3+=r.services[r.causes[i].service]==ft.service;
        if(getenv("EV")) for(size_t i=0;i<std::min<size_t>(1,r.causes.size());++i){ for(auto&e:r.causes[i].evidence) std::printf("      + %.1f %s\n",e.nats,e.text.toEnglish().c_str()); for(auto&e:r.causes[i].against) std::printf("      - %s\n",e.text.toEnglish().c_str()); for(auto&m:r.missing) std::printf("      ! %s\n",m.toEnglish().c_str());} }
    }
    std::printf("### %s mode %d: rank1 %d rank3 %d of %zu kind %d alarms %d of %d  %.3f s each\n",f,mode,hit,top3,day.faults.size(),kindok,alarms,q,sec/(2*day.faults.size()));
  }
}
