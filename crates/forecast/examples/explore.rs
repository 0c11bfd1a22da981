use stirstick_forecast::*;
use std::collections::BTreeMap;
fn main(){
 let mut series:BTreeMap<String,BTreeMap<i32,f64>>=BTreeMap::new();
 for l in std::fs::read_to_string("/tmp/series.csv").unwrap().lines(){let f:Vec<&str>=l.split(',').collect();
  series.entry(f[0].into()).or_default().insert(f[1].parse().unwrap(),f[2].parse().unwrap());}
 let mut ms=vec![];
 for (k,s) in &series{ let a=*s.keys().next().unwrap();let b=*s.keys().last().unwrap();
  let v:Vec<Option<f64>>=(a..=b).map(|t|s.get(&t).copied()).collect();
  let pair=k.rsplit_once('|').unwrap().0; ms.extend(moments(pair,&v,(a%12+1) as usize));}
 let rs=replay(&ms);
 let t=std::time::Instant::now();
 for cal in [false,true]{ for e in evaluate(&rs,cal){ println!("{} {} {} best single pct {:.1} log {:.1} | median {:.1} | comb pct {:.1} log {:.1} | cov {:.3} {:.3} {:.3}",e.known,e.replays,e.pairs,e.methods.iter().map(|m|m.percent).fold(1e9,f64::min),e.methods.iter().map(|m|m.log_points).fold(1e9,f64::min),e.median.percent,e.combination.percent,e.combination.log_points,e.coverage[0],e.coverage[1],e.coverage[2]);}}
 println!("{:?}",t.elapsed());
}
